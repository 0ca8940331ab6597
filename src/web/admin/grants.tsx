// Time given by staff, and taken back. Support gives a month at once, owners more.
import { z } from 'zod'
import { grantAccess } from '../../billing/grant.ts'
import { grantById } from '../../billing/grant-queries.ts'
import { revokeGrant } from '../../billing/revoke-grants.ts'
import { Refusal } from '../../lib/refusal.ts'
import { readWholeNumber } from '../../lib/whole-number.ts'
import { refused } from '../kit/errors.tsx'
import { parse } from '../kit/form.ts'
import { staff } from '../kit/guards.ts'
import { goTo } from '../kit/show.tsx'
import type { Handler, Web } from '../kit/web.ts'
import { customerPage } from './customers.tsx'

const GrantForm = z.object({
  plan: z.string().max(40),
  days: z.string().max(5),
  reason: z.string(),
  intent: z.string(),
})
const RevokeForm = z.object({ reason: z.string() })

export function adminGrants(web: Web): Record<'give' | 'revoke', Handler> {
  const { app } = web
  return {
    async give(c) {
      const visit = await staff(web, c)
      const account = c.req.param('id') ?? ''
      const { days, ...form } = parse(visit.form, GrantForm)
      const by = visit.session.role === 'owner' ? 'owner' : 'support'
      try {
        await grantAccess(app, { ...form, account, days: readWholeNumber(days) ?? 0, actor: visit.account, by })
        return goTo(c, `/admin/customers/${encodeURIComponent(account)}`, 'granted')
      } catch (error) {
        const { status, message } = refused(c, error)
        return customerPage(web, c, visit, { account, status, grantError: message })
      }
    },

    async revoke(c) {
      const visit = await staff(web, c)
      const { reason } = parse(visit.form, RevokeForm)
      const grant = await grantById(app.db, c.req.param('id') ?? '')
      if (!grant) throw new Refusal('not-found', 'There is no such grant.')
      const account = grant.account_id
      try {
        await revokeGrant(app, { grant: grant.id, reason, actor: visit.account })
        return goTo(c, `/admin/customers/${encodeURIComponent(account)}`, 'grant-revoked')
      } catch (error) {
        const { status, message } = refused(c, error)
        return customerPage(web, c, visit, { account, status, grantError: message })
      }
    },
  }
}
