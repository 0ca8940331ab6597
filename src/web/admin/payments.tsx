// One payment and its refunds. Everybody of the staff may look and ask for a refund; money goes back by an owner's hand.
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { z } from 'zod'
import { accountCard } from '../../accounts/queries.ts'
import { limitIn } from '../../billing/core/refund-limit.ts'
import { formatMoney, parseMoney } from '../../billing/core/money.ts'
import { readPayment } from '../../billing/refund.ts'
import { requestRefund } from '../../billing/request-refund.ts'
import { Refusal } from '../../lib/refusal.ts'
import { newSecret } from '../../lib/token.ts'
import { refused } from '../kit/errors.tsx'
import { parse } from '../kit/form.ts'
import { staff } from '../kit/guards.ts'
import { goTo, show } from '../kit/show.tsx'
import type { SignedVisit } from '../kit/visit.ts'
import type { Handler, PageContext, Web } from '../kit/web.ts'
import { PaymentView } from './payment-view.tsx'
import { refundRows } from './refund-rows.ts'

const RefundForm = z.object({ amount: z.string(), reason: z.string(), intent: z.string() })
const NEW = { amount: '', reason: '' }
/** What is said of a refund by its state. */
export const DONE = {
  pending: 'refund-open',
  unknown: 'refund-open',
  succeeded: 'refunded',
  failed: 'refund-open',
  'not-sent': 'refund-open',
} as const

export function adminPayments(web: Web): Record<'show' | 'refund', Handler> {
  const { app } = web
  return {
    async show(c) {
      return paymentPage(web, c, await staff(web, c), { status: 200, values: NEW, error: null })
    },

    async refund(c) {
      const visit = await staff(web, c)
      const { amount: text, reason, intent } = parse(visit.form, RefundForm)
      const { payment } = await readPayment(app, idOf(c))
      try {
        const amount = text.trim() === '' ? null : parseMoney(text, payment.currency)
        if (text.trim() !== '' && amount === null) throw new Refusal('invalid', 'Write the amount like 12.50.')
        const asked = await requestRefund(app, {
          payment: payment.id,
          amount: amount?.amount ?? null,
          reason,
          intent,
          actor: visit.account,
          role: visit.session.role,
        })
        const done = asked.kind === 'waiting' ? 'refund-asked' : DONE[asked.operation.state]
        return goTo(c, `/admin/payments/${payment.id}`, done)
      } catch (error) {
        const { status, message } = refused(c, error)
        return paymentPage(web, c, visit, { status, values: { amount: text, reason }, error: message })
      }
    },
  }
}

const idOf = (c: PageContext) => c.req.param('id') ?? ''

interface Said {
  status: ContentfulStatusCode
  values: { amount: string; reason: string }
  error: string | null
}

/** Null: there is none. */
function limitWords(limit: string, currency: string): string | null {
  const amount = limitIn(limit, currency)
  return amount === 0n ? null : formatMoney({ amount, currency })
}

async function paymentPage(web: Web, c: PageContext, visit: SignedVisit, said: Said): Promise<Response> {
  const { app } = web
  const { payment, operations, refunds, disputes, requests } = await readPayment(app, idOf(c))
  const card = await accountCard(app.db, payment.account_id)
  const waiting = requests.filter((one) => one.state === 'waiting').reduce((sum, one) => sum + one.amount, 0n)
  const left = payment.amount - payment.refunded - waiting
  const mayRefund = payment.status === 'succeeded' && left > 0n
  const props = {
    csrf: visit.csrf,
    payment: { ...payment, stripeId: payment.stripe_id, createdAt: payment.created_at },
    customer: { id: payment.account_id, email: card?.email ?? 'Customer' },
    refunds: refundRows(operations, refunds),
    requests,
    viewer: { account: visit.account, role: visit.session.role },
    disputes: disputes.map((one) => ({ id: one.stripe_id, status: one.status })),
    form: mayRefund
      ? {
          intent: newSecret(),
          isRequest: visit.session.role !== 'owner',
          limit: limitWords(app.refundLimit, payment.currency),
          left: formatMoney({ amount: left, currency: payment.currency }),
          values: said.values,
          error: said.error,
        }
      : null,
  }
  return show(web, c, visit, { title: 'Payment', status: said.status }, <PaymentView {...props} />)
}
