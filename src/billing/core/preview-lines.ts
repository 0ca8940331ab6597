// What an invoice that is not there yet is made of, so that it adds up for whoever reads it. Pure.
import { minorUnits } from './money.ts'

export interface PreviewLine {
  description: string
  /** Minor units. */
  amount: bigint
}
/** As Stripe tells of an invoice; minor units. */
export interface InvoiceSums {
  lines: { data: { description: string | null; amount: number }[] }
  total_discount_amounts: { amount: number }[] | null
  total: number
  amount_due: number
}

/**
 * The lines, then what a discount takes off, what tax adds (tax within the prices adds nothing), and what credit of before pays or is
 * kept for later. They sum up to what is due.
 */
export function previewLines({ lines, total_discount_amounts: discounts, total, amount_due }: InvoiceSums) {
  const named = lines.data.map((line) => ({ description: line.description ?? '', amount: minorUnits(line.amount) }))
  const sum = named.reduce((all, line) => all + line.amount, 0n)
  const discount = (discounts ?? []).reduce((all, { amount }) => all + minorUnits(amount), 0n)
  const tax = minorUnits(total) - (sum - discount)
  const balance = minorUnits(amount_due) - minorUnits(total)
  const rest: PreviewLine[] = [
    { description: 'Discount', amount: -discount },
    { description: 'Tax', amount: tax },
    { description: balance < 0n ? 'Paid from your credit' : 'Kept as credit for later', amount: balance },
  ]
  return [...named, ...rest.filter(({ amount }) => amount !== 0n)]
}
