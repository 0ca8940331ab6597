// What automatic tax adds to a line. Pure. Invariant: an exclusive tax is added to the amount, an inclusive one is a part of it; each
// line is rounded by itself, so that checkout page, preview and invoice come to the same sum.
import type Stripe from 'stripe'
import type { PriceRow } from '../state/rows.ts'
import { VAT_RATES } from './vat-rates.ts'

export type LineTax = Stripe.InvoiceLineItem.Tax

/** How somebody is taxed; null where tax is not counted: the switch is off, or it is not known where they live. */
export interface Taxation {
  country: string
  /** Hundredths of a percent. */
  rate: number
  reason: 'standard_rated' | 'not_collecting' | 'customer_exempt' | 'reverse_charge'
}

export function taxationOf(
  isOn: boolean,
  customer: { country: string | null | undefined; exempt: string | null | undefined },
): Taxation | null {
  const { country, exempt } = customer
  if (!isOn || !country) return null
  if (exempt === 'exempt') return { country, rate: 0, reason: 'customer_exempt' }
  if (exempt === 'reverse') return { country, rate: 0, reason: 'reverse_charge' }
  const rate = VAT_RATES[country]
  return rate === undefined
    ? { country, rate: 0, reason: 'not_collecting' }
    : { country, rate, reason: 'standard_rated' }
}

/** `amount`: minor units after discounts; a credit is taxed like what it takes back. A price that says nothing is exclusive. */
export function taxOfLine(
  amount: number,
  behavior: PriceRow['tax_behavior'] | undefined,
  taxation: Taxation | null,
): LineTax[] {
  if (!taxation) return []
  const { country, rate, reason } = taxation
  const isInclusive = behavior === 'inclusive'
  const tax = rounded(isInclusive ? (amount * rate) / (10_000 + rate) : (amount * rate) / 10_000)
  return [
    {
      amount: tax,
      tax_behavior: isInclusive ? 'inclusive' : 'exclusive',
      tax_rate_details: { tax_rate: `txr_${country.toLowerCase()}${rate}` },
      taxability_reason: reason,
      taxable_amount: isInclusive ? amount - tax : amount,
      type: 'tax_rate_details',
    },
  ]
}

/** Half away from zero, on both sides of it: a change taken back costs nothing. */
function rounded(amount: number): number {
  return Math.sign(amount) * Math.round(Math.abs(amount)) || 0 // no minus zero
}

/** What is added to the lines, and all that is tax. */
export function sumTaxes(taxes: LineTax[]): { added: number; all: number } {
  const sum = (of: LineTax[]) => of.reduce((total, { amount }) => total + amount, 0)
  return { added: sum(taxes.filter(({ tax_behavior: behavior }) => behavior === 'exclusive')), all: sum(taxes) }
}

/** One for each rate and way, as an invoice shows them. */
export function totalTaxes(taxes: LineTax[]): LineTax[] {
  const groups = Map.groupBy(taxes, (tax) => `${tax.tax_behavior} ${tax.tax_rate_details?.tax_rate}`)
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (!first) return []
    const taxable = group.reduce((sum, tax) => sum + (tax.taxable_amount ?? 0), 0)
    return [{ ...first, amount: sumTaxes(group).all, taxable_amount: taxable }]
  })
}
