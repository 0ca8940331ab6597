// What one pays for, and what one changes about it. Cards are changed on Stripe's own page.
import { cancelAtPeriodEnd, portalUrl, resume } from '../../billing/change-subscription.ts'
import { billingOf } from '../../billing/overview.ts'
import { customer } from '../kit/guards.ts'
import { goTo, show } from '../kit/show.tsx'
import type { Handler, Web } from '../kit/web.ts'
import { accessNow } from './access.ts'
import { BillingView } from './billing-view.tsx'
import { isOpen } from './plan-change.tsx'
import { nextPaymentOf, paymentRows, subscriptionOf } from './money-facts.ts'

export function billing(web: Web): Record<'show' | 'portal' | 'cancel' | 'resume', Handler> {
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

    async cancel(c) {
      const { account } = await customer(web, c)
      return goTo(c, '/billing', isOpen(await cancelAtPeriodEnd(app, account)) ? 'change-open' : 'cancelled')
    },

    async resume(c) {
      const { account } = await customer(web, c)
      return goTo(c, '/billing', isOpen(await resume(app, account)) ? 'change-open' : 'resumed')
    },
  }
}
