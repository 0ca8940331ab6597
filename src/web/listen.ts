// Opens the port, and lets go of it in order: readiness off, nothing new, what is under way finished, then the rest cut.
import { createAdaptorServer } from '@hono/node-server'
import { createServer as createPlain, Server } from 'node:http'
import { createServer as createTls, Server as TlsServer } from 'node:https'
import type { App } from '../app.ts'
import { headersAt } from './kit/headers.ts'
import { answerMalformed } from './malformed.ts'
import { createServer } from './server.tsx'

export interface RunningWeb {
  url: string
  /** Resolves when no request is left, after 25 s at most. */
  close(): Promise<void>
}

const DRAIN = 25_000
const SECOND = 1000
const PATIENCE = {
  headersTimeout: 15 * SECOND,
  requestTimeout: 28 * SECOND, // to send a request whole; an agent's long poll waits for the answer
  connectionsCheckingInterval: SECOND, // how often these two are looked at; else every 30 s, which is when they end then
  keepAliveTimeout: 10 * SECOND,
}
/** A thousand may come while one page is made; who finds no room waits seconds until the kernel tries again. */
const BACKLOG = 4096
/** How long a connection may stand with nothing moving either way: longer than the wait of a node's state and than any page takes. */
const SILENCE = 60 * SECOND

/** Rejects when the port is taken, and on a certificate that does not fit its key. Port 0: any free one. */
export async function startWeb(app: App, { host, port }: { host: string; port: number }): Promise<RunningWeb> {
  const draining = new AbortController()
  const { tls } = app.config
  const server = createAdaptorServer({
    fetch: createServer(app, draining.signal).fetch,
    overrideGlobalObjects: false,
    ...(tls === null
      ? { createServer: createPlain, serverOptions: PATIENCE }
      : { createServer: createTls, serverOptions: { ...PATIENCE, ...tls, minVersion: 'TLSv1.2' } }),
  })
  if (!(server instanceof Server || server instanceof TlsServer)) throw new Error('the adaptor gave no HTTP/1 server')
  server.setTimeout(SILENCE) // whoever takes no answer is cut
  answerMalformed(server, headersAt(app.baseUrl))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host, backlog: BACKLOG }, resolve)
  })
  const address = server.address()
  const actual = address !== null && typeof address === 'object' ? address.port : port
  return {
    url: `${tls === null ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${actual}`,
    async close() {
      draining.abort() // long polls answer at once, /readyz says no
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      const cut = setTimeout(() => server.closeAllConnections(), DRAIN)
      await closed
      clearTimeout(cut)
    },
  }
}
