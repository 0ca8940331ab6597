// Who calls the JSON API: the guard of each of its operations, by the row of its route.
// Invariant: the key in the Authorization header decides alone. No cookie is read, so no browser can be made to call.
import { createMiddleware } from 'hono/factory'
import { authenticateKey, type KeyHolder } from '../../../accounts/api-key.ts'
import { networkOf } from '../../../accounts/network.ts'
import { Refusal } from '../../../lib/refusal.ts'
import { needsFactor } from '../../kit/guards.ts'
import { permissionOf } from '../../kit/permissions.ts'
import type { Web, WebEnv } from '../../kit/web.ts'

export interface ApiEnv extends WebEnv {
  Variables: WebEnv['Variables'] & { caller: KeyHolder }
}

const RANK = ['customer', 'support', 'owner']

/** Lets in who the row of this route allows; throws Refusal `not-signed-in`, `not-found`, `forbidden`, `too-many`. */
export function byKey(web: Web, method: string, path: string) {
  const row = permissionOf(method, path)
  if (row.who !== 'key') throw new Error(`${method} ${path} is not for API keys, by its row`)
  return createMiddleware<ApiEnv>(async (c, next) => {
    const [, key] = /^Bearer (tp_[\w-]{43})$/.exec(c.req.header('authorization') ?? '') ?? []
    const caller = key === undefined ? null : await authenticateKey(web.app, key)
    if (!caller) {
      c.header('WWW-Authenticate', 'Bearer')
      await web.app.throttle.spend('api-key-network', networkOf(web.clientIp(c)))
      throw new Refusal('not-signed-in', 'This needs a valid API key: Authorization: Bearer tp_…')
    }
    c.set('caller', caller)
    web.app.callRate.spend(caller.account)
    if (needsFactor(web, caller) && !caller.hasSecondFactor)
      throw new Refusal('forbidden', 'Switch two-step log-in on first: the key opens nothing without.')
    if (RANK.indexOf(caller.role) < RANK.indexOf(row.role)) throw new Refusal('not-found', 'There is nothing here.')
    if (!caller.scopes.includes(row.scope)) throw new Refusal('forbidden', `This key lacks the right ${row.scope}.`)
    return next()
  })
}
