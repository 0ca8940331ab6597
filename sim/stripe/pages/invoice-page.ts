// The hosted invoice page, its PDF, and the receipt of a charge.
import { collectInvoice } from '../invoices/pay-invoice.ts'
import { usable } from '../payments/payment-methods.ts'
import type { ChargeRow, InvoiceRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { cardChoice } from './card-choice.ts'
import { linesTable, taxLabel } from './invoice-lines.ts'
import { day, money } from './format.ts'
import { html } from './html.ts'
import { simplePdf } from './simple-pdf.ts'
import { notFound, page, redirect, type PageAnswer } from './page.ts'
import type { Pages } from './page-call.ts'

export const invoicePages: Pages = {
  get({ world, rest: [key = '', format] }) {
    const [invoice] = world.store.by('invoice', 'secret', key)
    if (invoice)
      return format === 'pdf'
        ? { kind: 'file', type: 'application/pdf', body: pdfOf(invoice) }
        : invoicePage(invoice, null)
    const charge = world.store.get('charge', key)
    return charge?.receipt_url ? receiptPage(charge) : notFound()
  },
  post({ world, rest: [key = '', step], form }) {
    const [invoice] = world.store.by('invoice', 'secret', key)
    if (!invoice || step !== 'pay') return notFound()
    if (invoice.status !== 'open') return redirect(`/sim/invoice/${key}`)
    return payOpen(world, invoice, form.get('card') ?? 'pm_card_visa', `/sim/invoice/${key}`)
  },
}

/** Pays an open invoice with its customer present; leads to 3D Secure, back to `done`, or shows why not. */
export function payOpen(world: World, invoice: InvoiceRow, card: string, done: string): PageAnswer {
  const intent = collectInvoice(world, invoice.id, { method: usable(world, card).id, offSession: false })
  if (intent?.status === 'requires_action') return redirect(`/sim/authenticate/${intent.id}`)
  const after = world.store.get('invoice', invoice.id) ?? invoice
  if (intent?.status === 'requires_payment_method')
    return invoicePage(after, intent.last_payment_error?.message ?? 'Your card was declined.')
  return redirect(done)
}

function invoicePage(invoice: InvoiceRow, error: string | null): PageAnswer {
  const open = invoice.status === 'open'
  const body = html`<h1>Invoice ${invoice.number}</h1>
    ${error === null ? '' : html`<p class="error" role="alert">${error}</p>`}
    <section>
      <dl>
        <dt>State</dt>
        <dd>${invoice.status}</dd>
        <dt>Billed to</dt>
        <dd>${invoice.customer_email ?? invoice.customer_name ?? invoice.customer}</dd>
        <dt>Date</dt>
        <dd>${day(invoice.effective_at ?? invoice.created)}</dd>
      </dl>
      ${linesTable(invoice)}
      <p><a href="/sim/invoice/${invoice.sim.secret}/pdf">Download as PDF</a></p>
    </section>
    ${
      open
        ? html`<form method="post" action="/sim/invoice/${invoice.sim.secret}/pay">
            <section>
              ${cardChoice()}<button class="full">Pay ${money(invoice.amount_remaining, invoice.currency)}</button>
            </section>
          </form>`
        : ''
    }`
  return page(`Invoice ${invoice.number ?? ''}`, body, { status: error === null ? 200 : 422 })
}

function pdfOf(invoice: InvoiceRow): string {
  const lines = invoice.lines.data.map(
    ({ description, amount }) => `${description ?? ''}    ${money(amount, invoice.currency)}`,
  )
  return simplePdf([
    `Invoice ${invoice.number ?? ''}   (simulated, no value)`,
    `Date ${day(invoice.effective_at ?? invoice.created)}   State ${invoice.status ?? ''}`,
    `Billed to ${invoice.customer_email ?? invoice.customer}`,
    '',
    ...lines,
    ...(invoice.total_taxes ?? []).map((tax) => `${taxLabel(tax)}    ${money(tax.amount, invoice.currency)}`),
    '',
    `Due ${money(invoice.amount_due, invoice.currency)}   Paid ${money(invoice.amount_paid, invoice.currency)}`,
  ])
}

function receiptPage(charge: ChargeRow): PageAnswer {
  const { amount, amount_refunded: refunded, currency, created } = charge
  const card = charge.payment_method_details?.card
  return page(
    'Receipt',
    html`<h1>Receipt</h1>
      <section>
        <dl>
          <dt>Paid</dt>
          <dd>${money(amount, currency)} on ${day(created)}</dd>
          ${
            card
              ? html`<dt>Card</dt>
                  <dd>${card.brand} …${card.last4}</dd>`
              : ''
          }
          ${
            refunded > 0
              ? html`<dt>Refunded</dt>
                  <dd>${money(refunded, currency)}</dd>`
              : ''
          }
        </dl>
      </section>`,
  )
}
