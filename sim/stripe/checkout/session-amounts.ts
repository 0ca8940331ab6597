// What a Checkout session shows and charges. Invariant: the page, the session object and the first invoice come to the same amounts.
import type Stripe from 'stripe'
import { show } from '../state/render.ts'
import type { CheckoutSessionRow, PriceRow, SessionOwn } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { reductionOf } from '../catalog/discounts.ts'
import { discountLines } from '../invoices/discount-lines.ts'
import { sumTaxes, taxationOf, taxOfLine } from '../tax/taxation.ts'

export interface SessionAmounts {
  lines: Stripe.LineItem[]
  subtotal: number
  discount: number
  tax: number
  total: number
}

type Summed = Pick<SessionOwn, 'lines' | 'discount' | 'subscriptionData' | 'tax'>

/** Prices of the lines, with the discount spread over them and tax on what is left; nothing is due for recurring lines during a trial. */
export function sessionAmounts(world: World, own: Summed): SessionAmounts {
  const hasTrial = own.subscriptionData.trialDays !== null || own.subscriptionData.trialEnd !== null
  const priced = own.lines.flatMap((line) => {
    const price = world.store.get('price', line.price)
    if (!price) return []
    const amount = hasTrial && price.recurring ? 0 : (price.unit_amount ?? 0) * line.quantity
    return [{ ...line, row: price, amount, product: price.product, discountable: true }]
  })
  const reduction = own.discount ? reductionOf(world, own.discount.coupon, own.discount.coupon) : null
  const discounts = discountLines(priced, reduction ? [reduction] : [])
  const taxation = taxationOf(own.tax !== undefined, { country: own.tax?.country, exempt: null })
  const lines = priced.map((line, index) => {
    const off = (discounts[index] ?? []).reduce((sum, { amount }) => sum + amount, 0)
    return lineItem(world, line, off, sumTaxes(taxOfLine(line.amount - off, line.row.tax_behavior, taxation)))
  })
  const subtotal = priced.reduce((sum, { amount }) => sum + amount, 0)
  const discount = lines.reduce((sum, line) => sum + line.amount_discount, 0)
  const sum = (of: 'amount_tax' | 'amount_total') => lines.reduce((all, line) => all + line[of], 0)
  return { lines, subtotal, discount, tax: sum('amount_tax'), total: sum('amount_total') }
}

function lineItem(
  world: World,
  line: { id: string; row: PriceRow; quantity: number; amount: number },
  discount: number,
  tax: { added: number; all: number },
): Stripe.LineItem {
  return {
    id: line.id,
    object: 'item',
    adjustable_quantity: null,
    amount_discount: discount,
    amount_subtotal: line.amount,
    amount_tax: tax.all,
    amount_total: line.amount - discount + tax.added,
    currency: line.row.currency,
    description: world.store.get('product', line.row.product)?.name ?? null,
    metadata: {},
    // A shown price is Stripe's Price: show() only takes away what is not.
    price: show(world, 'price', line.row) as unknown as Stripe.Price,
    quantity: line.quantity,
  }
}

type AmountFields = Pick<
  CheckoutSessionRow,
  'amount_subtotal' | 'amount_total' | 'automatic_tax' | 'line_items' | 'total_details' | 'discounts'
>

/** The parts of a session that follow its lines, discount and place. */
export function amountFields(world: World, own: Summed): AmountFields {
  const { lines, subtotal, discount, tax, total } = sessionAmounts(world, own)
  return {
    amount_subtotal: subtotal,
    amount_total: total,
    line_items: { object: 'list', data: lines, has_more: false, url: '' },
    total_details: { amount_discount: discount, amount_shipping: 0, amount_tax: tax },
    automatic_tax: automaticTax(own.tax),
    discounts: own.discount
      ? [
          {
            coupon: own.discount.promotionCode === null ? own.discount.coupon : null,
            promotion_code: own.discount.promotionCode,
          },
        ]
      : [],
  }
}

function automaticTax(tax: SessionOwn['tax']): CheckoutSessionRow['automatic_tax'] {
  if (!tax) return { enabled: false, liability: null, provider: null, status: null }
  const status = tax.country === null ? 'requires_location_inputs' : 'complete'
  return { enabled: true, liability: { type: 'self' }, provider: 'stripe', status }
}
