// Starts the Stripe simulator: its API under /v1/, its hosted pages under /sim/, its control API under /_control/, on one loopback
// listener. Invariant: an answer leaves only after what it tells of has been written.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { makeControlApi } from './control/control-api.ts'
import { makeControl, type Control } from './control/control.ts'
import { makeDeliverer } from './events/deliveries.ts'
import { forgetOldEvents } from './events/event-routes.ts'
import { allRoutes } from './http/all-routes.ts'
import { send, jsonAnswer } from './http/answer.ts'
import { makeCallLog } from './http/calls.ts'
import { unknownRoute } from './http/errors.ts'
import { makeFaults } from './http/faults.ts'
import { forgetOldKeys } from './http/idempotency.ts'
import { makeRouter } from './http/routes.ts'
import { makeApi } from './http/serve-api.ts'
import { makePages } from './pages/serve-pages.ts'
import { openJournal } from './state/journal.ts'
import { makeDueRunner } from './state/run-due.ts'
import { makeStore } from './state/store.ts'
import { makeWorld, type World } from './state/world.ts'

export interface SimulatorOptions {
  /** Where the state survives a restart, kill -9 included; null keeps it in memory only. */
  stateFile: string | null
  /** The shared clock: all business time comes from it. */
  clock: () => Date
  /** The origin browsers use, such as http://127.0.0.1:8080; it has to pass /sim/* on to this listener. */
  publicOrigin: string
  /** The key callers of the API must give. */
  secretKey: string
  extraKeys?: string[]
  /** Opens the control API and the control page. */
  controlToken: string
  /** 0 or absent: any free one. Always on 127.0.0.1. */
  port?: number
  log?: (line: string) => void
}
export interface Simulator {
  /** http://127.0.0.1:PORT */
  apiBase: string
  close(): Promise<void>
  /** Makes everything happen that is due by the clock, in the order of time, and waits for the webhooks of it. */
  tick(): Promise<void>
  /** Resolves when no webhook is being sent. Retries that wait for their time do not count. */
  idle(): Promise<void>
  control: Control
}
const tickMs = 250

export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { stateFile, clock, publicOrigin, secretKey, extraKeys = [], controlToken, port = 0, log = () => {} } = options
  if ([secretKey, ...extraKeys].some((key) => /^[sr]k_live_/.test(key)))
    throw new Error('The simulator refuses to run beside a live Stripe key.')
  const opened = stateFile === null ? { journal: null, changes: [] } : openJournal(stateFile)
  const world = makeWorld({
    store: makeStore(opened.journal, opened.changes),
    clock,
    publicOrigin: publicOrigin.replace(/\/$/, ''),
  })
  const [faults, calls, deliverer] = [makeFaults(), makeCallLog(), makeDeliverer({ world, clock, log })]
  const due = makeDueRunner(world)
  const settle = () => {
    world.store.commit()
    deliverer.flush()
  }
  const catchUp = () => due.catchUp(settle)
  const control = makeControl({ world, faults, calls, deliverer, settle, catchUp })
  const api = makeApi({
    world,
    keys: [secretKey, ...extraKeys],
    find: makeRouter(allRoutes),
    faults,
    calls,
    catchUp,
    settle,
    log,
  })
  const pages = makePages({ world, control, controlToken, catchUp, settle })
  const server = createServer(route({ api, pages, control: makeControlApi(control, controlToken), log }))
  const address = await listen(server, port)
  const timer = setInterval(() => keepUp(world, catchUp), tickMs).unref()
  return {
    apiBase: `http://127.0.0.1:${address}`,
    control,
    idle: () => deliverer.idle(),
    tick: () => control.catchUp(),
    async close() {
      clearInterval(timer)
      await stop(server)
      await deliverer.close()
      world.store.commit()
      opened.journal?.close()
    },
  }
}

function keepUp(world: World, catchUp: () => void): void {
  catchUp()
  forgetOldEvents(world)
  forgetOldKeys(world)
  world.store.commit()
}

type Serve = (request: IncomingMessage, response: ServerResponse) => Promise<void>
function route({
  api,
  pages,
  control,
  log,
}: {
  api: Serve
  pages: Serve
  control: Serve
  log: (line: string) => void
}) {
  const none: Serve = async (request, response) => {
    const error = unknownRoute(request.method ?? 'GET', request.url ?? '/')
    send(response, jsonAnswer(404, { error: error.body }))
  }
  return (request: IncomingMessage, response: ServerResponse): void => {
    const url = request.url ?? '/'
    const serve = url.startsWith('/v1/')
      ? api
      : url.startsWith('/_control/')
        ? control
        : /^\/sim(\/|$|\?)/.test(url)
          ? pages
          : none
    serve(request, response).catch((error: unknown) => {
      log(error instanceof Error ? (error.stack ?? error.message) : String(error))
      response.destroy()
    })
  }
}

async function listen(server: Server, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(port, '127.0.0.1', resolve)
  await promise
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the simulator has no port')
  return address.port
}

async function stop(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  server.close(() => resolve())
  server.closeAllConnections()
  await promise
}
