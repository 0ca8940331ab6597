// One API request from bytes to bytes: key, version, faults, idempotency, operation, expand, commit. Invariant: the operation itself runs
// without a pause, so that every request sees and leaves a whole state.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { World } from '../state/world.ts'
import type { CallLog } from './calls.ts'
import type { Faults } from './faults.ts'
import type { Match } from './routes.ts'
import { randomText } from '../state/ids.ts'
import { apiVersion } from '../state/world.ts'
import { jsonAnswer, readBody, send, type Answer } from './answer.ts'
import { isOlder, modernise } from './api-version.ts'
import { authenticate } from './auth.ts'
import { ApiError, invalid, unknownRoute } from './errors.ts'
import { expand } from './expand.ts'
import { faultError } from './faults.ts'
import { parseForm, type RawHash } from './form-body.ts'
import { fingerprintOf, inFlight, recall, remember } from './idempotency.ts'
import { inTestClock } from '../test-clocks/clock-of-request.ts'

export interface ApiNeeds {
  world: World
  keys: string[]
  find(method: string, path: string): Match | undefined
  faults: Faults
  calls: CallLog
  /** Makes everything happen that is due, before the request sees the state. */
  catchUp(): void
  /** Writes the state and sends what events were made. */
  settle(): void
  log(line: string): void
}
interface ApiRequest {
  method: string
  path: string
  raw: RawHash
  body: string
  id: string
  key: string | null
  header(name: string): string | undefined
}

/** Answers requests under /v1/. Each gets a Request-Id, and whatever fails gets Stripe's error body. */
export function makeApi(needs: ApiNeeds): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const running = new Set<string>()
  return async (incoming, response) => {
    const request = await readRequest(incoming)
    const fault = needs.faults.hit(request.method, request.path)
    if (fault?.kind === 'timeout') return
    if (fault?.kind === 'reset') return void response.destroy()
    const key = request.key
    if (key !== null && running.has(key)) return finish(needs, response, request, errorAnswer(needs, inFlight(key)))
    if (key !== null) running.add(key)
    try {
      if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.delayMs ?? 1000))
      const answer = fault?.kind === 'error' ? errorAnswer(needs, faultError(fault)) : operate(needs, request)
      if (fault?.kind === 'lost-reply') response.destroy()
      finish(needs, response, request, answer)
    } finally {
      if (key !== null) running.delete(key)
    }
  }
}

async function readRequest(incoming: IncomingMessage): Promise<ApiRequest> {
  const url = new URL(incoming.url ?? '/', 'http://localhost')
  const body = await readBody(incoming)
  const header = (name: string) => {
    const value = incoming.headers[name]
    return Array.isArray(value) ? value[0] : value
  }
  const method = incoming.method ?? 'GET'
  const key = method === 'POST' ? (header('idempotency-key') ?? null) : null
  const raw = { ...parseForm(url.search.slice(1)), ...parseForm(body) }
  return { method, path: url.pathname, raw, body, id: `req_${randomText(14)}`, key, header }
}

function operate(needs: ApiNeeds, request: ApiRequest): Answer {
  const { world } = needs
  const fingerprint = fingerprintOf(request.method, request.path, request.body)
  world.request = { id: request.id, idempotency_key: request.key }
  try {
    authenticate(request.header('authorization'), needs.keys)
    needs.catchUp()
    const stored = request.key === null ? undefined : recall(world, request.key, fingerprint)
    if (stored) return { ...stored, headers: { 'idempotent-replayed': 'true' } }
    const answer = jsonAnswer(200, run(needs, request))
    if (request.key !== null) remember(world, request.key, fingerprint, answer)
    return answer
  } catch (error) {
    const answer = errorAnswer(needs, error)
    if (request.key !== null && error instanceof ApiError && error.stored)
      remember(world, request.key, fingerprint, answer)
    return answer
  } finally {
    world.request = { id: null, idempotency_key: null }
    needs.settle()
  }
}

function run({ world, find }: ApiNeeds, { method, path, raw, header }: ApiRequest): object {
  const older = isOlder(header('stripe-version'))
  const match = find(method, path)
  if (!match) throw unknownRoute(method, path)
  const { expand: wanted, ...given } = raw
  const params = older ? modernise(path, given) : given
  const answer = inTestClock(world, params, match.ids, () => match.route.run(world, params, match.ids))
  return expand(world, answer, expandPaths(wanted))
}

function expandPaths(wanted: RawHash[string] | undefined): string[] {
  if (wanted === undefined) return []
  if (typeof wanted === 'string') throw invalid('Invalid array', 'expand')
  return Object.values(wanted).map(String)
}

function errorAnswer({ log }: ApiNeeds, error: unknown): Answer {
  if (error instanceof ApiError) return jsonAnswer(error.status, { error: error.body })
  // A fault of the simulator itself: shown like Stripe's own, with the stack for whoever looks for it.
  log(error instanceof Error ? (error.stack ?? error.message) : String(error))
  return jsonAnswer(500, { error: { type: 'api_error', message: `The simulator failed: ${String(error)}` } })
}

function finish({ calls }: ApiNeeds, response: ServerResponse, request: ApiRequest, answer: Answer): void {
  const { method, path, raw, id, key, header } = request
  const version = header('stripe-version') ?? null
  const replayed = answer.headers?.['idempotent-replayed'] === 'true'
  calls.add({ method, path, params: raw, status: answer.status, idempotencyKey: key, version, requestId: id, replayed })
  const headers = {
    'content-type': 'application/json',
    'request-id': id,
    'stripe-version': version ?? apiVersion,
    ...(key === null ? {} : { 'idempotency-key': key }),
    ...answer.headers,
  }
  send(response, { ...answer, headers })
}
