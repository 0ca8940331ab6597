// Somebody will pay by bank, in cash or some other way: a request for one period of a plan at today's price, with a reference that
// the operator will find on his statement. Nothing of it is ever said to Stripe.
// Invariant: an account has one open request at most, and the reference says nothing of whether money came: only staff say that.
import { audit } from '../accounts/audit.ts'
import { accountCard } from '../accounts/queries.ts'
import type { Throttle } from '../accounts/throttle.ts'
import type { Db, Tx } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import type { PaymentMethod } from '../db/schema-prepaid.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { newId, newReadable } from '../lib/token.ts'
import { sendMail } from '../mail/send.ts'
import { formatMoney } from './core/money.ts'
import { addressee, decide, decidedBefore, holdRequest } from './manual-payment.ts'
import * as queries from './manual-payment-queries.ts'
import { listOffers, type Offer } from './plans.ts'
import { lockAccount } from './queries.ts'
import { refuseAnonymous } from './voucher-only.ts'

export interface AskNeeds {
  db: Db
  clock: Clock
  queue: Queue
  throttle: Throttle
  baseUrl: URL
  /** How to pay, in the operator's words; null: no other way than by card is offered. */
  manualPayments: string | null
}

export interface ManualPaymentWish {
  account: string
  /** The lookup key of a price that is on sale. */
  price: string
  method: PaymentMethod
  /** The customer, or staff for him. */
  actor: string
}

/**
 * The open request: the one that stands already, when it is for the same. Refusals: `not-for-sale`; `not-found` (account); `forbidden`
 * (e-mail not verified, or an account without); `conflict` when another one is open; `too-many`.
 */
export async function askManualPayment(needs: AskNeeds, wish: ManualPaymentWish): Promise<queries.ManualPayment> {
  const { db, throttle, manualPayments: instructions } = needs
  if (instructions === null) throw new Refusal('not-for-sale', 'Here you pay by card only: choose a plan.')
  const offer = (await listOffers(db)).find((one) => one.lookupKey === wish.price && one.forSale)
  if (!offer) throw new Refusal('not-for-sale', 'This plan is not on sale. Choose one from the list.')
  await throttle.spend('manual-payment-account', wish.account)
  return db.transaction().execute(async (tx) => {
    await lockAccount(tx, wish.account)
    const card = await accountCard(tx, wish.account)
    if (!card) throw new Refusal('not-found', 'There is no such account.')
    refuseAnonymous(card.email)
    if (card.emailVerifiedAt === null) throw new Refusal('forbidden', 'Confirm the e-mail address first.')
    const open = await queries.openManualPaymentOf(tx, wish.account)
    if (open) return sameAs(open, offer, wish)
    const request = await queries.insertManualPayment(tx, rowOf(needs.clock(), offer, wish))
    const { id: payment, plan_id: plan, amount, currency } = request
    const detail = { payment, plan, amount: Number(amount), currency }
    const said = { actor: wish.actor, action: 'manual-payment.ask', subject: wish.account, detail }
    await audit(tx, needs.clock, said)
    await tell(needs, tx, request, { plan: offer.name, instructions })
    return request
  })
}

/** By the customer himself, before it is decided. Refusals: `not-found`; `conflict`. */
export async function withdrawManualPayment(
  { db, clock }: Pick<AskNeeds, 'db' | 'clock'>,
  { payment: id, account }: { payment: string; account: string },
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const request = await holdRequest(tx, id)
    if (request.account_id !== account) throw new Refusal('not-found', 'There is no such request.')
    if (request.state === 'withdrawn') return
    if (request.state !== 'open') throw decidedBefore(request.state)
    await decide(tx, request, { state: 'withdrawn', decider: account, decided_at: clock() })
    const detail = { payment: id }
    await audit(tx, clock, { actor: account, action: 'manual-payment.withdraw', subject: account, detail })
  })
}

function sameAs(open: queries.ManualPayment, offer: Offer, { method }: ManualPaymentWish): queries.ManualPayment {
  const { planId, interval, amount, currency } = offer
  const isSame = open.plan_id === planId && open.interval === interval && open.method === method
  if (isSame && open.amount === amount && open.currency === currency) return open
  throw new Refusal('conflict', 'Another request is open already. Pay that one, or withdraw it first.')
}

function rowOf(
  now: Date,
  { planId, interval, amount, currency }: Offer,
  { account, method, actor }: ManualPaymentWish,
) {
  return {
    id: newId('mp'),
    account_id: account,
    reference: newReadable(2), // 49 random bits: it opens nothing, but nobody comes upon another one's
    plan_id: planId,
    interval,
    amount,
    currency,
    method,
    opened_by: actor,
    created_at: now,
    state: 'open' as const,
    decider: null,
    decided_at: null,
    note: null,
    grant_id: null,
    returner: null,
    returned_at: null,
    returned: null,
    return_note: null,
  }
}

async function tell(
  needs: AskNeeds,
  tx: Tx,
  request: queries.ManualPayment,
  { plan, instructions }: { plan: string; instructions: string },
): Promise<void> {
  const to = await addressee(needs, tx, request, 'asked')
  if (!to) return
  const { reference } = request
  const data = { amount: formatMoney(request), plan, reference, instructions, page: to.page }
  await sendMail(needs, tx, { ...to.letter, template: 'manual-payment-asked', data })
}
