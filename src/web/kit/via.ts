// Remembers by whose link somebody came, until the sign-up: the code alone, for sixty days, the first one stays.
// Invariant: nothing else is noted of a visit, and a code that is nobody's is not kept, so it cannot stand before a real one.
import type { MiddlewareHandler } from 'hono'
import { isAffiliateCode } from '../../affiliates/attribute.ts'
import { keepToken, readToken } from './session.ts'
import type { PageContext, Web, WebEnv } from './web.ts'

/** On every page: a link may lead anywhere, such as `/plans?via=…`. */
export function rememberVia(web: Web): MiddlewareHandler<WebEnv> {
  return async (c, next) => {
    const code = c.req.method === 'GET' ? c.req.query('via') : undefined
    if (code !== undefined && viaOf(web, c) === undefined && (await isAffiliateCode(web.app, code))) {
      keepToken(web, c, 'via', code)
    }
    return next()
  }
}

export function viaOf(web: Web, c: PageContext): string | undefined {
  const code = readToken(web, c, 'via')
  return code !== null && /^[a-z0-9]{10}$/.test(code) ? code : undefined
}
