// An invoice when it named its subscription, its payment and whether it was paid itself. Invariant: what it names is what invoice
// payments tell of it today.
import { idOf, type InvoiceRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { onlyDiscount } from './old-discount.ts'
import { oldLine, oldTaxes } from './old-lines.ts'

export function oldInvoice(world: World, invoice: InvoiceRow): object {
  const { parent, total_taxes: taxes, ...rest } = invoice
  const details = parent?.subscription_details ?? null
  const proration = details?.subscription_proration_date
  return {
    ...rest,
    ...payment(world, invoice),
    application_fee_amount: null,
    discount: onlyDiscount(world, invoice.discounts),
    lines: { ...invoice.lines, data: invoice.lines.data.map((line) => oldLine(world, line)) },
    paid: invoice.status === 'paid',
    paid_out_of_band: (invoice.amount_paid_off_stripe ?? 0) > 0,
    quote: null,
    subscription: idOf(details?.subscription),
    subscription_details: { metadata: details?.metadata ?? null },
    ...(proration === undefined ? {} : { subscription_proration_date: proration }),
    tax: taxes?.length ? taxes.reduce((sum, { amount }) => sum + amount, 0) : null,
    total_tax_amounts: oldTaxes(taxes),
    transfer_data: null,
  }
}

/** A draft has no intent yet. The charge is the one that paid, or the last that was tried. */
function payment(world: World, { id, status }: InvoiceRow): { payment_intent: string | null; charge: string | null } {
  const [made] = status === 'draft' ? [] : world.store.by('invoice_payment', 'invoice', id)
  const intent = made?.payment.payment_intent ?? null
  const charges = intent === null ? [] : world.store.by('charge', 'payment_intent', intent)
  const charge = charges.find(({ paid }) => paid === (status === 'paid'))
  return { payment_intent: intent, charge: charge?.id ?? null }
}
