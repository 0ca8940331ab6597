// The lines of an invoice as a table.
import type { InvoiceRow } from '../state/rows.ts'
import { money } from './format.ts'
import { html, type Html } from './html.ts'

/** The lines of an invoice with discounts, balance and what is due. */
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
