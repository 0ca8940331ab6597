// What one pays for, and what one changes about it. Cards are changed on Stripe's own page.
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { cancelAtPeriodEnd, portalUrl, resume } from '../../billing/change-subscription.ts'
import { billingOf } from '../../billing/overview.ts'
import { customer } from '../kit/guards.ts'
import { goTo, show } from '../kit/show.tsx'
import type { SignedVisit } from '../kit/visit.ts'
import type { Handler, PageContext, Web } from '../kit/web.ts'
import { accessNow } from './access.ts'
import { BillingView } from './billing-view.tsx'
import { isOpen } from './plan-change.tsx'
import { nextPaymentOf, paymentRows, subscriptionOf } from './money-facts.ts'

export function billing(web: Web): Record<'show' | 'portal' | 'cancel' | 'resume', Handler> {
  const { app } = web
  return {
    show: async (c) => billingPage(web, c, await customer(web, c), { status: 200, voucher: { code: '', error: null } }),

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

/** With what stopped a voucher from being redeemed. */
export async function billingPage(
  web: Web,
  c: PageContext,
  visit: SignedVisit,
  { status, voucher }: { status: ContentfulStatusCode; voucher: { code: string; error: string | null } },
): Promise<Response> {
  const [{ access, standing }, money] = await Promise.all([
    accessNow(web, visit.account),
    billingOf(web.app, visit.account),
  ])
  const props = {
    csrf: visit.csrf,
    isAnonymous: visit.session.isAnonymous,
    access,
    standing,
    subscription: subscriptionOf(money),
    nextPayment: nextPaymentOf(money),
    hasCustomer: money.customerId !== null,
    payments: paymentRows(money),
    prepaid: { ...voucher, hasManual: web.app.manualPayments !== null && !visit.session.isAnonymous },
  }
  return show(web, c, visit, { title: 'Billing', status }, <BillingView {...props} />)
}
