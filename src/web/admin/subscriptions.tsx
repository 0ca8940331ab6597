// What staff do to a customer's subscription, each with a reason and a fresh code of the second factor.
import { z } from 'zod'
import { endSubscription, pauseSubscription, resumeSubscription } from '../../billing/manage-subscription.ts'
import { refused } from '../kit/errors.tsx'
import { parse } from '../kit/form.ts'
import { staff } from '../kit/guards.ts'
import { goTo } from '../kit/show.tsx'
import type { Handler, Web } from '../kit/web.ts'
import { isOpen } from '../portal/plan-change.tsx'
import { customerPage } from './customers.tsx'

const ReasonForm = z.object({ reason: z.string(), intent: z.string() })

export function adminSubscriptions(web: Web): Record<'pause' | 'resume' | 'end', Handler> {
  const act =
    (verb: typeof endSubscription, done: string): Handler =>
    async (c) => {
      const visit = await staff(web, c)
      const id = c.req.param('id') ?? ''
      const page = `/admin/customers/${encodeURIComponent(id)}`
      const { reason, intent } = parse(visit.form, ReasonForm)
      try {
        const { state } = await verb(web.app, { account: id, reason, intent, actor: visit.account })
        return goTo(c, page, isOpen(state) ? 'change-open' : done)
      } catch (error) {
        const { status, message } = refused(c, error)
        return customerPage(web, c, visit, { status, subscriptionError: message })
      }
    }
  return {
    pause: act(pauseSubscription, 'paused'),
    resume: act(resumeSubscription, 'subscription-resumed'),
    end: act(endSubscription, 'subscription-ended'),
  }
}
