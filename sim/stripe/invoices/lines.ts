// The lines of an invoice. Invariant: line.amount is before discounts and tax; what they take is in discount_amounts, what is counted
// on what is left is in taxes.
import { newId } from '../state/ids.ts'
import { decimal, type InvoiceItemRow, type InvoiceLine, type PriceRow } from '../state/rows.ts'
import { taxOfLine, type LineTax, type Taxation } from '../tax/taxation.ts'
import { discountLines, type LineDiscount, type Reduction } from './discount-lines.ts'

export interface NewLine {
  amount: number
  currency: string
  description: string | null
  period: { start: number; end: number }
  quantity: number
  price: PriceRow | null
  proration: boolean
  discountable: boolean
  metadata: Record<string, string>
  subscription: string | null
  subscriptionItem: string | null
  invoiceItem: string | null
}

/** Lines with their discounts and taxes, for the invoice of that id. */
export function makeLines(
  invoice: string,
  lines: NewLine[],
  reductions: Reduction[],
  taxation: Taxation | null,
): InvoiceLine[] {
  const products = lines.map(({ amount, price, discountable }) => ({
    amount,
    product: price?.product ?? null,
    discountable,
  }))
  const discounts = discountLines(products, reductions)
  return lines.map((line, index) => {
    const taken = discounts[index] ?? []
    const net = taken.reduce((left, { amount }) => left - amount, line.amount)
    return makeLine(invoice, line, taken, taxOfLine(net, line.price?.tax_behavior, taxation))
  })
}

function makeLine(invoice: string, line: NewLine, discounts: LineDiscount[], taxes: LineTax[]): InvoiceLine {
  const { price } = line
  return {
    id: newId('il'),
    object: 'line_item',
    amount: line.amount,
    currency: line.currency,
    description: line.description,
    discount_amounts: discounts,
    discountable: line.discountable,
    discounts: [],
    invoice,
    livemode: false,
    metadata: line.metadata,
    parent: parentOf(line),
    period: line.period,
    pretax_credit_amounts: discounts.map(({ discount, amount }) => ({ amount, discount, type: 'discount' })),
    pricing: price
      ? {
          type: 'price_details',
          price_details: { price: price.id, product: price.product },
          unit_amount_decimal: price.unit_amount_decimal,
        }
      : { type: 'price_details', unit_amount_decimal: decimal(line.amount) },
    quantity: line.quantity,
    quantity_decimal: decimal(line.quantity),
    subscription: line.subscription,
    subtotal: line.amount,
    taxes,
  }
}

function parentOf({ invoiceItem, subscription, subscriptionItem, proration }: NewLine): InvoiceLine['parent'] {
  const details = {
    invoice_item: invoiceItem,
    proration,
    proration_details: proration ? { credited_items: null } : null,
    subscription,
  }
  if (subscriptionItem !== null) {
    return {
      invoice_item_details: null,
      subscription_item_details: { ...details, subscription_item: subscriptionItem },
      type: 'subscription_item_details',
    }
  }
  if (invoiceItem === null) return null
  return {
    invoice_item_details: { ...details, invoice_item: invoiceItem },
    subscription_item_details: null,
    type: 'invoice_item_details',
  }
}

/** The line that an invoice item becomes on its invoice. */
export function lineOfItem(item: InvoiceItemRow, price: PriceRow | null): NewLine {
  const subscription = item.parent?.subscription_details ?? null
  return {
    amount: item.amount,
    currency: item.currency,
    description: item.description,
    period: item.period,
    quantity: item.quantity,
    price,
    proration: item.proration,
    discountable: item.discountable,
    metadata: item.metadata ?? {},
    subscription: subscription?.subscription ?? null,
    subscriptionItem: subscription?.subscription_item ?? null,
    invoiceItem: item.id,
  }
}
