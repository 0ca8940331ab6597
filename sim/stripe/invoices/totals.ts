// What an invoice comes to. Pure. Invariant: total = subtotal - discounts + tax that is not within the prices; amount_due = what is left
// after the customer's balance.
import type { InvoiceLine } from '../state/rows.ts'
import { sumTaxes, totalTaxes, type LineTax } from '../tax/taxation.ts'

export interface Totals {
  subtotal: number
  discounts: { discount: string; amount: number }[]
  taxes: LineTax[]
  /** Without any tax, also of prices that have it within. */
  untaxed: { subtotal: number; total: number }
  total: number
  amountDue: number
  /** The customer's balance afterwards: negative is credit, as with Stripe. */
  endingBalance: number
}

type SummedLine = Pick<InvoiceLine, 'amount' | 'discount_amounts'> & Partial<Pick<InvoiceLine, 'taxes'>>

/** `startingBalance` is the customer's balance: credit (negative) pays, debt (positive) is added; a negative total becomes credit. */
export function totalsOf(lines: SummedLine[], startingBalance: number): Totals {
  const subtotal = lines.reduce((sum, { amount }) => sum + amount, 0)
  const byDiscount = new Map<string, number>()
  for (const { discount, amount } of lines.flatMap((line) => line.discount_amounts ?? [])) {
    const id = typeof discount === 'string' ? discount : discount.id
    byDiscount.set(id, (byDiscount.get(id) ?? 0) + amount)
  }
  const discounts = [...byDiscount].map(([discount, amount]) => ({ discount, amount }))
  const charged = lines.flatMap((line) => line.taxes ?? [])
  const { added, all } = sumTaxes(charged)
  const total = subtotal - discounts.reduce((sum, { amount }) => sum + amount, 0) + added
  const open = total + startingBalance
  const untaxed = { subtotal: subtotal - (all - added), total: total - all }
  const sums = { subtotal, discounts, taxes: totalTaxes(charged), untaxed, total }
  return total <= 0
    ? { ...sums, amountDue: 0, endingBalance: open }
    : { ...sums, amountDue: Math.max(0, open), endingBalance: Math.min(0, open) }
}
