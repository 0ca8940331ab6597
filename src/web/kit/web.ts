// What every route needs, made once for a process: the app, the built assets, and whether the process is on its way out.
import type { IncomingMessage } from 'node:http'
import type { Context } from 'hono'
import type { KeyHolder } from '../../accounts/api-key.ts'
import type { App } from '../../app.ts'
import type { openInbox } from '../../billing/inbox.ts'
import type { BuiltAssets } from './assets.ts'
import type { Visit } from './visit.ts'

export interface WebEnv {
  Bindings: { incoming?: IncomingMessage }
  Variables: {
    /** Set by the guard, so that an error page knows whose page it is without asking the database. */
    visit: Visit | undefined
    /** Set by the guard of the JSON API. */
    caller: KeyHolder | undefined
    /** Names the request in the log and to the client. */
    requestId: string
  }
}

export type PageContext = Context<WebEnv>
export type Handler = (c: PageContext) => Promise<Response>

export interface Web {
  app: App
  assets: BuiltAssets
  inbox: ReturnType<typeof openInbox>
  /** Aborts when the process begins to drain. */
  draining: AbortSignal
  /** The client's address by the rule for trusted proxies. */
  clientIp(c: Context): string
  /** Whether the client spoke TLS to a proxy of ours. */
  cameByTls(c: Context): boolean
}
