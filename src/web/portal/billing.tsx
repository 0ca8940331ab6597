// What one pays for, and what one changes about it. Cards and plan changes are made on Stripe's own page.
import { z } from 'zod'
import { cancelAtPeriodEnd, portalUrl, resume } from '../../billing/change-subscription.ts'
import { billingOf } from '../../billing/overview.ts'
import { parse } from '../kit/form.ts'
import { customer } from '../kit/guards.ts'
import { goTo, show } from '../kit/show.tsx'
import type { Handler, Web } from '../kit/web.ts'
import { accessNow } from './access.ts'
import { BillingView } from './billing-view.tsx'
import { nextPaymentOf, paymentRows, subscriptionOf } from './money-facts.ts'

const ChangeForm = z.object({ price: z.string().max(200) })

export function billing(web: Web): Record<'show' | 'portal' | 'change' | 'cancel' | 'resume', Handler> {
  const { app } = web
  return {
    async show(c) {
      const visit = await customer(web, c)
      const [{ access, standing }, money] = await Promise.all([
        accessNow(web, visit.account),
        billingOf(app, visit.account),
      ])
      const props = {
        csrf: visit.csrf,
        access,
        standing,
        subscription: subscriptionOf(money),
        nextPayment: nextPaymentOf(money),
        hasCustomer: money.customerId !== null,
        payments: paymentRows(money),
      }
      return show(web, c, visit, { title: 'Billing' }, <BillingView {...props} />)
    },

    async portal(c) {
      const { account } = await customer(web, c)
      return goTo(c, await portalUrl(app, account))
    },

    /** Stripe's page shows the amount before anything is charged; the plan is confirmed there. */
    async change(c) {
      const { account, form } = await customer(web, c)
      parse(form, ChangeForm)
      return goTo(c, await portalUrl(app, account))
    },

    async cancel(c) {
      const { account } = await customer(web, c)
      await cancelAtPeriodEnd(app, account)
      return goTo(c, '/billing', 'cancelled')
    },

    async resume(c) {
      const { account } = await customer(web, c)
      await resume(app, account)
      return goTo(c, '/billing', 'resumed')
    },
  }
}
