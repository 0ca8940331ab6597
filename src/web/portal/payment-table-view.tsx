// Payments with their refunds, newest first. Shown to the customer and, with the same words, to staff.
import { Empty } from '../kit/components/card.tsx'
import { Money } from '../kit/components/money.tsx'
import { StateWord, type Tone } from '../kit/components/state-word.tsx'
import { Cell, Table } from '../kit/components/table.tsx'
import { Time } from '../kit/components/time.tsx'

export interface PaymentRow {
  id: string
  createdAt: Date
  amount: bigint
  /** Minor units given back; 0n: none. */
  refunded: bigint
  currency: string
  status: 'pending' | 'succeeded' | 'failed'
  disputed: boolean
  /** The invoice on the payment processor's pages: a receipt once it is paid, until then a way to pay; null: none. */
  invoiceUrl: string | null
  /** The same as a PDF. */
  pdfUrl: string | null
}

interface PaymentTableProps {
  payments: PaymentRow[]
  /** Where a payment has a page of its own, for staff. */
  pageOf?: (id: string) => string
}

export function PaymentTable({ payments, pageOf }: PaymentTableProps) {
  if (payments.length === 0) return <Empty icon="card" title="No payment yet" />
  return (
    <Table caption="Payments" columns={[{ head: 'Date' }, { head: 'Amount', align: 'right' }, { head: 'State' }]}>
      {payments.map((payment) => (
        <tr key={payment.id}>
          <Cell head>
            {pageOf ? (
              <a class="link" href={pageOf(payment.id)}>
                <Time at={payment.createdAt} />
              </a>
            ) : (
              <Time at={payment.createdAt} />
            )}
            {payment.invoiceUrl && (
              <a class="link block py-1 text-sm font-normal" href={payment.invoiceUrl} rel="noreferrer">
                {payment.status === 'succeeded' ? 'Receipt' : 'Invoice'}
                <span class="sr-only"> of {payment.createdAt.toISOString().slice(0, 10)}</span>
              </a>
            )}
            {payment.pdfUrl && (
              <a class="link block py-1 text-sm font-normal" href={payment.pdfUrl} rel="noreferrer">
                Invoice (PDF)<span class="sr-only"> of {payment.createdAt.toISOString().slice(0, 10)}</span>
              </a>
            )}
          </Cell>
          <Cell align="right">
            <Money of={payment} />
            {payment.refunded > 0n && (
              <span class="block text-sm text-soft">
                <Money of={{ amount: -payment.refunded, currency: payment.currency }} /> back
              </span>
            )}
          </Cell>
          <Cell>
            <StateWord {...paymentWord(payment)} />
          </Cell>
        </tr>
      ))}
    </Table>
  )
}

function paymentWord(payment: PaymentRow): { tone: Tone; word: string } {
  if (payment.status === 'pending') return { tone: 'wait', word: 'Pending' }
  if (payment.status === 'failed') return { tone: 'bad', word: 'Failed' }
  if (payment.disputed) return { tone: 'bad', word: 'Disputed' }
  if (payment.refunded === 0n) return { tone: 'good', word: 'Paid' }
  return payment.refunded >= payment.amount ? { tone: 'off', word: 'Refunded' } : { tone: 'info', word: 'Part refund' }
}
