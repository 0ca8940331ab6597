// Payments that came another way than through Stripe: staff see them and ask for customers; the owner says, with a fresh code and a
// note, whether the money came, and books what goes back.
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { z } from 'zod'
import { parseEmail } from '../../accounts/email.ts'
import { findAccountByKey } from '../../accounts/queries.ts'
import { askManualPayment } from '../../billing/ask-manual-payment.ts'
import { approveManualPayment, denyManualPayment } from '../../billing/decide-manual-payment.ts'
import type { DecideNeeds, ManualDecision } from '../../billing/manual-payment.ts'
import * as queries from '../../billing/manual-payment-queries.ts'
import { decimalOf, formatMoney, parseMoney } from '../../billing/core/money.ts'
import { returnManualPayment } from '../../billing/return-manual-payment.ts'
import { Refusal } from '../../lib/refusal.ts'
import { refused } from '../kit/errors.tsx'
import { parse } from '../kit/form.ts'
import { owner, staff } from '../kit/guards.ts'
import { goTo, show } from '../kit/show.tsx'
import type { SignedVisit } from '../kit/visit.ts'
import type { Handler, PageContext, Web } from '../kit/web.ts'
import { priceChoices } from '../portal/offers.ts'
import { leftOf, ManualPaymentView } from './manual-payment-view.tsx'
import { AdminManualPaymentsView } from './manual-payments-view.tsx'

const SHOWN = 100
const PAGE = '/admin/manual-payments'
const AskForm = z.object({
  email: z.string().max(300),
  price: z.string().max(200),
  method: z.enum(['bank', 'cash', 'other']),
})
const DecideForm = z.object({ note: z.string() })
const ReturnForm = z.object({
  note: z.string(),
  amount: z.string().max(20),
  before: z.string().regex(/^\d{1,18}$/),
})

type Pages = Record<'list' | 'ask' | 'show' | 'approve' | 'deny' | 'giveBack', Handler>

export function adminManualPayments(web: Web): Pages {
  const { app } = web
  const deciding =
    (decide: (needs: DecideNeeds, decision: ManualDecision) => Promise<void>, done: string): Handler =>
    async (c) => {
      const visit = await owner(web, c)
      const { note } = parse(visit.form, DecideForm)
      const decision = { payment: idOf(c), note, actor: visit.account }
      return act(web, c, visit, { did: done, values: { note }, work: () => decide(app, decision) })
    }
  return {
    list: async (c) => listPage(web, c, await staff(web, c), { status: 200, email: '', error: null }),

    async ask(c) {
      const visit = await staff(web, c)
      const { email, ...wish } = parse(visit.form, AskForm)
      try {
        const found = await findAccountByKey(app.db, parseEmail(email).key)
        if (!found) throw new Refusal('not-found', 'There is no customer of this address.')
        const { id } = await askManualPayment(app, { ...wish, account: found.id, actor: visit.account })
        return goTo(c, `${PAGE}/${id}`, 'manual-asked')
      } catch (error) {
        const { status, message } = refused(c, error)
        return listPage(web, c, visit, { status, email, error: message })
      }
    },

    show: async (c) => onePage(web, c, await staff(web, c), { status: 200, values: {}, error: null }),
    approve: deciding(approveManualPayment, 'manual-approved'),
    deny: deciding(denyManualPayment, 'manual-denied'),

    async giveBack(c) {
      const visit = await owner(web, c)
      const values = parse(visit.form, ReturnForm)
      const work = async () => {
        const amount = await amountOf(web, idOf(c), values.amount)
        const part = { amount, before: BigInt(values.before) }
        await returnManualPayment(app, { payment: idOf(c), note: values.note, ...part, actor: visit.account })
      }
      return act(web, c, visit, { did: 'manual-returned', values, work })
    },
  }
}

const idOf = (c: PageContext) => c.req.param('id') ?? ''

interface Act {
  /** Names what is said then. */
  did: string
  values: { note?: string; amount?: string }
  work: () => Promise<void>
}

async function act(web: Web, c: PageContext, visit: SignedVisit, { did, values, work }: Act): Promise<Response> {
  try {
    await work()
    return goTo(c, `${PAGE}/${encodeURIComponent(idOf(c))}`, did)
  } catch (error) {
    const { status, message } = refused(c, error)
    if (status === 404) throw error
    return onePage(web, c, visit, { status, values, error: message })
  }
}

async function amountOf({ app }: Web, id: string, text: string): Promise<bigint> {
  const payment = await queries.manualPayment(app.db, id)
  if (!payment) throw new Refusal('not-found', 'There is no such request.')
  const money = parseMoney(text, payment.currency)
  if (!money) throw new Refusal('invalid', `Write the amount like ${decimalOf(payment)}.`)
  return money.amount
}

async function listPage(
  web: Web,
  c: PageContext,
  visit: SignedVisit,
  { status, email, error }: { status: ContentfulStatusCode; email: string; error: string | null },
): Promise<Response> {
  const { app } = web
  const search = searchOf(c)
  const found = await queries.manualPayments(app.db, search, SHOWN + 1)
  const isOffered = app.manualPayments !== null
  const prices = isOffered ? await priceChoices(app.db, app.config.defaultCurrency) : []
  const props = { csrf: visit.csrf, search, payments: found.slice(0, SHOWN), more: found.length > SHOWN }
  const body = <AdminManualPaymentsView {...props} form={isOffered ? { prices, email, error } : null} />
  return show(web, c, visit, { title: 'Manual payments', status }, body)
}

async function onePage(
  web: Web,
  c: PageContext,
  visit: SignedVisit,
  { status, values, error }: { status: ContentfulStatusCode; values: Act['values']; error: string | null },
): Promise<Response> {
  const payment = await queries.manualPaymentShown(web.app.db, idOf(c))
  if (!payment) throw new Refusal('not-found', 'There is no such request.')
  const mayDecide = visit.session.role === 'owner' && payment.account !== visit.account
  const given = { note: values.note ?? '', amount: values.amount ?? decimalOf(leftOf(payment)) }
  const props = { csrf: visit.csrf, payment, mayDecide, values: given, error }
  return show(web, c, visit, { title: formatMoney(payment), status }, <ManualPaymentView {...props} />)
}

function searchOf(c: PageContext): queries.ManualPaymentSearch {
  const search: queries.ManualPaymentSearch = {}
  const [reference, customer] = [c.req.query('reference') ?? '', c.req.query('customer') ?? '']
  if (reference.trim() !== '') search.reference = written(reference.trim().slice(0, 40))
  if (customer.trim() !== '') search.customer = customer.trim().replaceAll('\0', '').slice(0, 200)
  return search
}

/** As it stands in our books: banks drop hyphens and change capitals. */
function written(reference: string): string {
  const signs = reference.toUpperCase().replaceAll(/[^0-9A-Z]/g, '')
  return signs.length === 10 ? `${signs.slice(0, 5)}-${signs.slice(5)}` : signs
}
