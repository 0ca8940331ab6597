// One posting of the ledger, and what it is made of. Debit positive, credit negative. Pure.
import type { DisputeFact, FundsFact } from './money-facts.ts'

export type LedgerAccount =
  | 'stripe-balance'
  | 'stripe-fees'
  | 'revenue'
  /** Within what was paid, and owed to others. */
  | 'tax'
  | 'refunds'
  | 'disputes'
  /** Money that came another way than through Stripe. */
  | 'manual'
  /** What redeemed vouchers were sold for. */
  | 'vouchers'
  | 'commissions'
  | 'commissions-payable'
  | 'payouts'

export interface Posting {
  key: string
  occurred: Date
  currency: string
  entries: { ledgerAccount: LedgerAccount; amount: bigint }[]
}

/** One posting of two lines: `amount` leaves `from` (credit) for `to` (debit). */
export function move(
  key: string,
  { created, currency }: { created: Date; currency: string },
  from: LedgerAccount,
  to: LedgerAccount,
  amount: bigint,
): Posting {
  const entries = [
    { ledgerAccount: to, amount },
    { ledgerAccount: from, amount: -amount },
  ]
  return { key, occurred: created, currency, entries }
}

/**
 * What a bank took leaves `from` for `to`, what it gave back goes the other way; each with a key of its own, for a bank may take and
 * give back more than once. `share` is of that amount.
 */
export function movesOfDispute(
  dispute: DisputeFact,
  key: string,
  [from, to]: [LedgerAccount, LedgerAccount],
  share: (amount: bigint) => bigint,
): Posting[] {
  const posting = (name: string, one: FundsFact, ...way: [LedgerAccount, LedgerAccount]) =>
    move(name, { created: one.created, currency: dispute.currency }, ...way, share(sizeOf(one, dispute)))
  const taken = dispute.funds.filter((one) => one.amount < 0n)
  const back = dispute.funds.filter((one) => one.amount > 0n)
  return [
    ...taken.map((one, at) => posting(numbered(`${key}:${dispute.id}`, at), one, from, to)),
    ...back.map((one, at) => posting(numbered(`${key}-won:${dispute.id}`, at), one, to, from)),
  ]
}

/** In the payment's currency, in which the payment was booked. */
function sizeOf(one: FundsFact, dispute: DisputeFact): bigint {
  if (one.currency !== dispute.currency) return dispute.amount
  return one.amount < 0n ? -one.amount : one.amount
}

/** The key of the nth of its kind. */
function numbered(key: string, at: number): string {
  return at === 0 ? key : `${key}:${at + 1}`
}
