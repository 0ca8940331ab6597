// What one payment earns the person whose link brought the customer: a share of the money that stayed, of nothing else.
// Invariant: what is owed is never negative and never more than the share of all that was received; entries only ever add the
// difference between what is owed and what they add up to, so any order of refunds and disputes ends in the same sum.
import type { Money } from '../../billing/core/money.ts'
import { movesNoMoney } from '../../billing/core/money-facts.ts'

export interface PaidMoney {
  /** Received, after discount; minor units. */
  amount: bigint
  /** Of it, tax that is not ours. */
  tax: bigint
  currency: string
}

/** Received net of tax and discount: what a commission is a share of. */
export function netOf({ amount, tax }: Pick<PaidMoney, 'amount' | 'tax'>): bigint {
  return tax >= amount ? 0n : amount - tax
}

/** How much of a payment is still here: what refunds returned and open or lost disputes took is not. */
export function keptOf(
  payment: Money & { refunded: bigint },
  disputes: readonly (Money & { status: string })[],
): bigint {
  const taken = disputes.filter(({ status }) => status !== 'won' && !movesNoMoney(status))
  // Stripe may dispute in another currency than it charged in; then all of the payment is at stake.
  if (taken.some(({ currency }) => currency !== payment.currency)) return 0n
  const gone = taken.reduce((sum, { amount }) => sum + amount, payment.refunded)
  return gone >= payment.amount ? 0n : payment.amount - gone
}

export interface CommissionFacts {
  base: bigint
  /** Hundredths of a percent. */
  rateBp: number
  /** The whole payment, tax included, and what is left of it. */
  paid: bigint
  kept: bigint
  /** A card that the affiliate pays with as well, or had a trial with: nobody is paid for bringing himself. */
  isOwnCard: boolean
}

/** Minor units, rounded down. A refund of r of p takes r/p of it. */
export function owedFor({ base, rateBp, paid, kept, isOwnCard }: CommissionFacts): bigint {
  if (isOwnCard || paid <= 0n) return 0n
  return (base * kept * BigInt(rateBp)) / (paid * 10_000n)
}

export interface NewEntry {
  kind: 'accrual' | 'reversal' | 'restoral'
  amount: bigint
}

/** The entries that bring a commission from what stands to what is owed; `standing` null: none stands yet. */
export function entriesFor(facts: CommissionFacts, standing: bigint | null): NewEntry[] {
  const whole = owedFor({ ...facts, kept: facts.paid })
  const accrual: NewEntry[] = standing === null && whole > 0n ? [{ kind: 'accrual', amount: whole }] : []
  if (standing === null && whole === 0n) return []
  const difference = owedFor(facts) - (standing ?? whole)
  if (difference === 0n) return accrual
  return [...accrual, { kind: difference < 0n ? 'reversal' : 'restoral', amount: difference }]
}

export type CommissionState = 'held' | 'payable' | 'paid' | 'reversed'

/** `payable` as well where something that was paid has to be taken back. */
export function commissionState(
  { net, paidOut, holdUntil }: { net: bigint; paidOut: bigint; holdUntil: Date },
  now: Date,
): CommissionState {
  if (net === paidOut) return net === 0n ? 'reversed' : 'paid'
  return now < holdUntil ? 'held' : 'payable'
}
