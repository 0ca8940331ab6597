// The lines of an invoice as a table.
import type { InvoiceRow } from '../state/rows.ts'
import type { LineTax } from '../tax/taxation.ts'
import { money } from './format.ts'
import { html, type Html } from './html.ts'

/** The rate, or why there is none, and whether it is within the price. */
export function taxLabel(tax: Pick<LineTax, 'tax_behavior' | 'taxability_reason' | 'tax_rate_details'>): string {
  if (tax.taxability_reason !== 'standard_rated') return `Tax (${tax.taxability_reason.replaceAll('_', ' ')})`
  const percent = Number(/\d+$/.exec(tax.tax_rate_details?.tax_rate ?? '')?.[0] ?? 0) / 100
  return `Tax, ${percent}%${tax.tax_behavior === 'inclusive' ? ', within the price' : ''}`
}

/** The lines of an invoice with discounts, tax, balance and what is due. */
export function linesTable(invoice: InvoiceRow): Html {
  const { currency } = invoice
  const discount = (invoice.total_discount_amounts ?? []).reduce((sum, { amount }) => sum + amount, 0)
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Item</th>
        <th scope="col" class="amount">Amount</th>
      </tr>
    </thead>
    <tbody>
      ${invoice.lines.data.map(
        ({ description, amount }) =>
          html`<tr>
            <td>${description}</td>
            <td class="amount">${money(amount, currency)}</td>
          </tr>`,
      )}
      ${
        discount === 0
          ? ''
          : html`<tr>
              <td>Discount</td>
              <td class="amount">${money(-discount, currency)}</td>
            </tr>`
      }
      ${(invoice.total_taxes ?? []).map(
        (tax) =>
          html`<tr>
            <td>${taxLabel(tax)}</td>
            <td class="amount">${money(tax.amount, currency)}</td>
          </tr>`,
      )}
      ${
        invoice.starting_balance === 0
          ? ''
          : html`<tr>
              <td>Balance before</td>
              <td class="amount">${money(invoice.starting_balance, currency)}</td>
            </tr>`
      }
    </tbody>
    <tfoot>
      <tr>
        <th scope="row">Total</th>
        <td class="amount">${money(invoice.amount_due, currency)}</td>
      </tr>
    </tfoot>
  </table>`
}
