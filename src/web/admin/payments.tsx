// One payment and its refunds. Everybody of the staff may look; money goes back by the owner's hand.
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { z } from 'zod'
import { accountCard } from '../../accounts/queries.ts'
import { formatMoney, parseMoney } from '../../billing/core/money.ts'
import { readPayment, refundPayment } from '../../billing/refund.ts'
import { Refusal } from '../../lib/refusal.ts'
import { newSecret } from '../../lib/token.ts'
import { refused } from '../kit/errors.tsx'
import { parse } from '../kit/form.ts'
import { owner, staff } from '../kit/guards.ts'
import { goTo, show } from '../kit/show.tsx'
import type { SignedVisit } from '../kit/visit.ts'
import type { Handler, PageContext, Web } from '../kit/web.ts'
import { PaymentView } from './payment-view.tsx'

const RefundForm = z.object({ amount: z.string(), reason: z.string(), intent: z.string() })
const NEW = { amount: '', reason: '' }

export function adminPayments(web: Web): Record<'show' | 'refund', Handler> {
  const { app } = web
  return {
    async show(c) {
      return paymentPage(web, c, await staff(web, c), { status: 200, values: NEW, error: null })
    },

    async refund(c) {
      const visit = await owner(web, c)
      const { amount: text, reason, intent } = parse(visit.form, RefundForm)
      const { payment } = await readPayment(app, idOf(c))
      try {
        const amount = text.trim() === '' ? null : parseMoney(text, payment.currency)
        if (text.trim() !== '' && amount === null) throw new Refusal('invalid', 'Write the amount like 12.50.')
        const operation = await refundPayment(app, {
          payment: payment.id,
          amount: amount?.amount ?? null,
          reason,
          intent,
          actor: visit.account,
        })
        return goTo(c, `/admin/payments/${payment.id}`, operation.state === 'succeeded' ? 'refunded' : 'refund-open')
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

async function paymentPage(web: Web, c: PageContext, visit: SignedVisit, said: Said): Promise<Response> {
  const { payment, operations } = await readPayment(web.app, idOf(c))
  const card = await accountCard(web.app.db, payment.account_id)
  const left = payment.amount - payment.refunded
  const mayRefund = visit.session.role === 'owner' && payment.status === 'succeeded' && left > 0n
  const props = {
    csrf: visit.csrf,
    payment: { ...payment, stripeId: payment.stripe_id, createdAt: payment.created_at },
    customer: { id: payment.account_id, email: card?.email ?? 'Customer' },
    refunds: operations.map((one) => ({ ...one, createdAt: one.created_at })),
    form: mayRefund
      ? {
          intent: newSecret(),
          left: formatMoney({ amount: left, currency: payment.currency }),
          values: said.values,
          error: said.error,
        }
      : null,
  }
  return show(web, c, visit, { title: 'Payment', status: said.status }, <PaymentView {...props} />)
}
