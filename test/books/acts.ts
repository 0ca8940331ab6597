// What people and banks do on a day: buy, fail, recover, take money back, dispute, change, cancel. Who may not is refused, as in life.
import { cancelAtPeriodEnd, resume } from '../../src/billing/change-subscription.ts'
import { changePlanOf } from '../../src/billing/change-plan-of.ts'
import { startCheckout } from '../../src/billing/checkout.ts'
import { refundPayment } from '../../src/billing/refund.ts'
import { Refusal } from '../../src/lib/refusal.ts'
import { newSecret } from '../../src/lib/token.ts'
import { sessionIn } from '../support/buyer.ts'
import { invoicesOf, stripeCall } from '../support/stripe-side.ts'
import type { World } from '../support/world.ts'
import type { Chance } from './chance.ts'

export interface Person {
  account: string
  /** The price that is bought, and bought again. */
  price: string
  declines: boolean
  dispute: string | null
}

type Act = (world: World, person: Person, chance: Chance) => Promise<void>

export const PRICES = [
  'turnpike_basic_month_usd',
  'turnpike_pro_month_usd',
  'turnpike_premium_month_usd',
  'turnpike_basic_year_usd',
  'turnpike_pro_month_eur',
  'turnpike_basic_month_usd',
] as const

export const buys: Act = async (world, { account, price }, chance) => {
  const session = sessionIn(await startCheckout(world.app, account, price))
  world.simulator.control.completeCheckout(session, chance.onceIn(12) ? 'pm_card_chargeDeclined' : 'pm_card_visa')
}

const cardFails: Act = async (world, person) => {
  person.declines = true
  world.simulator.control.setOutcome(await customerOf(world, person), 'decline')
}

const recovers: Act = async (world, person) => {
  person.declines = false
  world.simulator.control.setOutcome(await customerOf(world, person), null)
  const open = (await invoicesOf(world, person.account)).find(({ status }) => status === 'open')
  if (open) await stripeCall(world, `/v1/invoices/${open.id}/pay`, 'POST')
}

const staffRefund: Act = async (world, { account }, chance) => {
  const payment = await newestPayment(world, account)
  if (!payment) return
  const amount = chance.onceIn(2) ? null : BigInt(1 + chance.below(300))
  const wish = { payment: payment.id, amount, reason: 'Asked for it', intent: newSecret(), actor: 'command-line' }
  await refundPayment(world.app, wish)
}

/** The owner in Stripe's own Dashboard: the product only hears of it. */
const refundElsewhere: Act = async ({ app, simulator }, { account }) => {
  const payment = await newestPayment({ app }, account)
  if (payment && !payment.disputed && payment.refunded < payment.amount) simulator.control.refund(payment.stripe_id, 1)
}

const disputes: Act = async (world, person, chance) => {
  const payment = await newestPayment(world, person.account)
  if (!payment || payment.disputed || payment.refunded > 0n) return
  const kind = chance.oneOf(['chargeback', 'chargeback', 'inquiry'] as const)
  const { id } = world.simulator.control.openDispute(payment.stripe_id, kind)
  person.dispute = kind === 'chargeback' ? String(id) : null
}

const bankDecides: Act = async (world, person, chance) => {
  if (person.dispute) world.simulator.control.closeDispute(person.dispute, chance.oneOf(['won', 'lost'] as const))
  person.dispute = null
}

const changes: Act = async (world, { account }, chance) => {
  await changePlanOf(world.app, account, chance.oneOf(['basic', 'pro', 'premium'] as const), 'command-line')
}
const cancels: Act = async (world, { account }) => void (await cancelAtPeriodEnd(world.app, account))
const resumes: Act = async (world, { account }) => void (await resume(world.app, account))

/** What somebody does today; null: nothing. */
export function actFor(person: Person, chance: Chance): Act | null {
  if (person.dispute && chance.onceIn(6)) return bankDecides
  if (person.declines && chance.onceIn(5)) return recovers
  if (!chance.onceIn(24)) return null
  return chance.oneOf([
    buys,
    buys,
    cardFails,
    cardFails,
    staffRefund,
    refundElsewhere,
    disputes,
    changes,
    changes,
    cancels,
    resumes,
  ] as const)
}

const AWAY = new Set(['StripeRateLimitError', 'StripeConnectionError', 'StripeAPIError'])

/** Whether it was done; a Refusal is an answer too, and so is a Stripe that is away. */
export async function did(work: Promise<void>): Promise<boolean> {
  try {
    await work
    return true
  } catch (error) {
    if (error instanceof Refusal || isAway(error)) return false
    throw error
  }
}

/** As the SDK tells it: Stripe was too busy, or did not answer three times. */
function isAway(error: unknown): boolean {
  return error instanceof Error && 'type' in error && AWAY.has(String(error.type))
}

async function customerOf({ app }: Pick<World, 'app'>, { account }: Person): Promise<string> {
  const row = await app.db
    .selectFrom('stripe_customers')
    .select('id')
    .where('account_id', '=', account)
    .executeTakeFirstOrThrow()
  return row.id
}

async function newestPayment({ app }: Pick<World, 'app'>, account: string) {
  const payment = await app.db
    .selectFrom('payments')
    .selectAll()
    .where('account_id', '=', account)
    .where('status', '=', 'succeeded')
    .orderBy('created_at', 'desc')
    .executeTakeFirst()
  if (!payment) return null
  const known = await app.stripe.fetchCustomer(
    await customerOf({ app }, { account, price: '', declines: false, dispute: null }),
  )
  // What Stripe knows now: our copy may not have heard of it.
  const disputed = known.disputes.some(({ charge }) => charge === payment.stripe_id)
  const refunds = known.refunds.filter(({ charge }) => charge === payment.stripe_id)
  const refunded = refunds.reduce((sum, { amount }) => sum + BigInt(amount), 0n)
  return { ...payment, disputed, refunded }
}
