// Paying by bank, in cash or some other way: the customer asks, reads how, and sees what became of it. Only staff say that money came.
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { z } from 'zod'
import { askManualPayment, withdrawManualPayment } from '../../billing/ask-manual-payment.ts'
import { manualPaymentsOf } from '../../billing/manual-payment-queries.ts'
import { VOUCHER_ONLY } from '../../billing/voucher-only.ts'
import { Refusal } from '../../lib/refusal.ts'
import { refused } from '../kit/errors.tsx'
import { parse } from '../kit/form.ts'
import { customer } from '../kit/guards.ts'
import { goTo, show } from '../kit/show.tsx'
import type { SignedVisit } from '../kit/visit.ts'
import type { Handler, PageContext, Web } from '../kit/web.ts'
import { ManualPaymentsView } from './manual-payments-view.tsx'
import { priceChoices } from './offers.ts'

const PAGE = '/manual-payments'
const AskForm = z.object({ price: z.string().max(200), method: z.enum(['bank', 'cash', 'other']) })

export function manualPayments(web: Web): Record<'list' | 'ask' | 'withdraw', Handler> {
  const { app } = web
  return {
    list: async (c) => page(web, c, await customer(web, c), { status: 200, error: null }),

    async ask(c) {
      const visit = await customer(web, c)
      const wish = parse(visit.form, AskForm)
      try {
        await askManualPayment(app, { ...wish, account: visit.account, actor: visit.account })
        return goTo(c, PAGE, 'manual-asked')
      } catch (error) {
        const { status, message } = refused(c, error)
        return page(web, c, visit, { status, error: message })
      }
    },

    async withdraw(c) {
      const { account } = await customer(web, c)
      await withdrawManualPayment(app, { payment: c.req.param('id') ?? '', account })
      return goTo(c, PAGE, 'manual-withdrawn')
    },
  }
}

async function page(
  web: Web,
  c: PageContext,
  visit: SignedVisit,
  { status, error }: { status: ContentfulStatusCode; error: string | null },
): Promise<Response> {
  const { app } = web
  const payments = await manualPaymentsOf(app.db, visit.account)
  const instructions = visit.session.isAnonymous ? null : app.manualPayments
  if (instructions === null && payments.length === 0)
    throw new Refusal('not-found', visit.session.isAnonymous ? VOUCHER_ONLY : 'Here you pay by card only.')
  const prices = instructions === null ? [] : await priceChoices(app.db, app.config.defaultCurrency)
  const props = { csrf: visit.csrf, instructions, prices, payments, error }
  return show(web, c, visit, { title: 'Pay another way', status }, <ManualPaymentsView {...props} />)
}
