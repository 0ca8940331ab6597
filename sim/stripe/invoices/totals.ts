// What an invoice comes to. Pure. Invariant: total = subtotal - discounts; amount_due = what is left after the customer's balance.
import type { InvoiceLine } from '../state/rows.ts'

export interface Totals {
  subtotal: number
  discounts: { discount: string; amount: number }[]
  total: number
  amountDue: number
  /** The customer's balance afterwards: negative is credit, as with Stripe. */
  endingBalance: number
}

/** `startingBalance` is the customer's balance: credit (negative) pays, debt (positive) is added; a negative total becomes credit. */
export function totalsOf(lines: Pick<InvoiceLine, 'amount' | 'discount_amounts'>[], startingBalance: number): Totals {
  const subtotal = lines.reduce((sum, { amount }) => sum + amount, 0)
  const byDiscount = new Map<string, number>()
  for (const { discount, amount } of lines.flatMap((line) => line.discount_amounts ?? [])) {
    const id = typeof discount === 'string' ? discount : discount.id
    byDiscount.set(id, (byDiscount.get(id) ?? 0) + amount)
  }
  const discounts = [...byDiscount].map(([discount, amount]) => ({ discount, amount }))
  const total = subtotal - discounts.reduce((sum, { amount }) => sum + amount, 0)
  const open = total + startingBalance
  return total <= 0
    ? { subtotal, discounts, total, amountDue: 0, endingBalance: open }
    : { subtotal, discounts, total, amountDue: Math.max(0, open), endingBalance: Math.min(0, open) }
}
