// One line of log for each request, under an id that the client is told too. Invariant: a line has no network address, no
// query and no name; an account stands in it as a short hash, so that refusals of one account can be put together.
import { createHash, randomUUID } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import type { Counts } from './counts.ts'
import type { PageContext, Web, WebEnv } from './web.ts'

const REFUSALS = new Set([401, 403, 429])

export function accessLog({ app }: Web, counts: Counts): MiddlewareHandler<WebEnv> {
  return async (c, next) => {
    const from = performance.now()
    const id = randomUUID().slice(-12) // 48 random bits; cheaper than randomBytes, which is not buffered
    c.set('requestId', id)
    c.header('X-Request-Id', id)
    await next()
    counts.add(c.res.status)
    const ms = Math.round(performance.now() - from)
    const line = { ...whereOf(c), status: c.res.status, ms }
    if (REFUSALS.has(c.res.status)) app.log.warn({ event: 'access-refused', ...line }, 'an access was refused')
    else app.log.info({ event: 'request', ...line }, 'request')
  }
}

/** For the lines that a route writes itself. */
export function whereOf(c: PageContext) {
  const account = c.get('visit')?.session?.account ?? c.get('caller')?.account
  return {
    request: c.get('requestId'),
    method: c.req.method,
    route: routePath(c, -1),
    ...(account !== undefined && { account: accountMark(account) }),
  }
}

/** How an account stands in the log: the first 12 hexadecimal digits of the SHA-256 of its id. */
export function accountMark(account: string): string {
  return createHash('sha256').update(account).digest('hex').slice(0, 12)
}
