// What is settled before any route looks at a request.
import type { MiddlewareHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { Web, WebEnv } from './web.ts'

const KNOWN = new Set(['GET', 'HEAD', 'POST'])

export const onlyKnownMethods: MiddlewareHandler<WebEnv> = async (c, next) => {
  if (!KNOWN.has(c.req.method)) return c.text('This method is not known here.\n', 405, { Allow: 'GET, HEAD, POST' })
  return next()
}

/** No text of ours has a NUL, and PostgreSQL takes none: what carries one is answered before it gets anywhere. */
export const noNul: MiddlewareHandler<WebEnv> = async (c, next) => {
  if (c.req.url.includes('%00')) throw new HTTPException(400, { message: 'This address cannot be read.' })
  return next()
}

/** Of equal names in a query one program takes the first and another the last; nothing of ours sends them. */
export const eachNameOnce: MiddlewareHandler<WebEnv> = async (c, next) => {
  const query = c.req.url.indexOf('?')
  if (query < 0 || c.req.path.startsWith('/sim/')) return next() // the simulator's pages say for themselves what they read
  const names = [...new URLSearchParams(c.req.url.slice(query + 1)).keys()]
  if (new Set(names).size < names.length)
    throw new HTTPException(400, { message: 'This address says the same name twice.' })
  return next()
}

/** On one's own machine `localhost` is what people type; cookies and forms belong to the configured address alone. */
export function toOwnHost({ app }: Web): MiddlewareHandler<WebEnv> {
  return async (c, next) => {
    const { baseUrl } = app
    const isOther = baseUrl.hostname === '127.0.0.1' && c.req.header('host') === `localhost:${baseUrl.port}`
    if (!isOther || c.req.method === 'POST') return next()
    const { pathname, search } = new URL(c.req.url)
    return c.redirect(`${baseUrl.origin}${pathname}${search}`, 307)
  }
}
