// Subscriptions that must not go on, and money that goes back with them. Of two live ones of a customer (two tabs, a stale session) the
// first stays; later ones are cancelled and what they charged is given back in full, also what arrives after their end, as a bank
// debit does. One whose first payment failed is cancelled too: its customer was told that nothing was charged. Pure.
// Invariant: a charge is given back once. A refund that Stripe refused is asked again under another name, and not before an hour is over.
import { OPEN_DISPUTE, type CustomerFacts } from './stripe-facts.ts'

export interface Correction {
  /** Subscriptions to cancel at once. */
  cancel: { subscription: string; why: 'second' | 'unpaid' }[]
  /** Charges to refund whole; `generation` is how often Stripe has refused that one. */
  refund: { charge: string; generation: number }[]
  /** Charges of which Stripe has refused the refund and that are still here. */
  owed: string[]
}

/** What was done about it before. */
export interface Corrected {
  /** Subscriptions that such a correction has cancelled. */
  ended: readonly string[]
  refunds: readonly { charge: string; state: string; settledAt: Date | null }[]
}

type Facts = Pick<CustomerFacts, 'subscriptions' | 'live' | 'stillborn' | 'periods' | 'payments' | 'disputes'>

/** Of money that a bank holds or gave back itself, nothing is left to give back. */
const HELD = new Set([...OPEN_DISPUTE, 'lost'])
const REFUSED = new Set(['failed', 'not-sent'])
const HOUR = 3_600_000

export function correctionFor(facts: Facts, before: Corrected, now: Date): Correction {
  const { live, stillborn } = facts
  const running = facts.subscriptions
    .filter(({ id }) => live.includes(id) && !stillborn.includes(id))
    .toSorted((a, b) => a.created.getTime() - b.created.getTime() || (a.id < b.id ? -1 : 1))
  const cancel = [
    ...running.slice(1).map(({ id }) => ({ subscription: id, why: 'second' as const })),
    ...stillborn.map((subscription) => ({ subscription, why: 'unpaid' as const })),
  ]
  const charges = mistakenCharges(facts, new Set([...cancel.map(({ subscription }) => subscription), ...before.ended]))
  const refused = charges.map((charge) => {
    const own = before.refunds.filter((refund) => refund.charge === charge && REFUSED.has(refund.state))
    return {
      charge,
      generation: own.length,
      last: Math.max(0, ...own.map(({ settledAt }) => settledAt?.getTime() ?? 0)),
    }
  })
  const given = new Set(before.refunds.filter(({ state }) => state === 'succeeded').map(({ charge }) => charge))
  // One that succeeded and failed later at the bank is told to staff: another would meet the same bank.
  const open = refused.filter(({ charge }) => !given.has(charge))
  return {
    cancel,
    refund: open
      .filter(({ last }) => last <= now.getTime() - HOUR)
      .map(({ charge, generation }) => ({ charge, generation })),
    owed: open.filter(({ generation }) => generation > 0).map(({ charge }) => charge),
  }
}

/** What these subscriptions brought and is still here. */
function mistakenCharges({ periods, payments, disputes }: Facts, subscriptions: ReadonlySet<string>): string[] {
  const own = periods.filter((period) => subscriptions.has(period.subscriptionId))
  const invoices = new Set(own.map((period) => period.invoiceId))
  const held = new Set(disputes.filter(({ status }) => HELD.has(status)).map(({ chargeId }) => chargeId))
  return payments
    .filter(
      ({ status, refunded, amount, chargeId }) => status === 'succeeded' && refunded < amount && !held.has(chargeId),
    )
    .filter(({ invoiceId }) => invoiceId !== null && invoices.has(invoiceId))
    .map(({ chargeId }) => chargeId)
}
