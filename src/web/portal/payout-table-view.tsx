// Payouts of one affiliate, newest first. Shown to the affiliate and to staff.
import { Money } from '../kit/components/money.tsx'
import { StateWord } from '../kit/components/state-word.tsx'
import { Cell, Table } from '../kit/components/table.tsx'
import { Time } from '../kit/components/time.tsx'

export interface PayoutRow {
  id: string
  createdAt: Date
  amount: bigint
  currency: string
  paidAt: Date | null
  reference: string | null
}

export function PayoutTable({ payouts }: { payouts: PayoutRow[] }) {
  return (
    <Table caption="Payouts" columns={[{ head: 'Date' }, { head: 'Amount', align: 'right' }, { head: 'State' }]}>
      {payouts.map((payout) => (
        <tr key={payout.id}>
          <Cell head>
            <Time at={payout.createdAt} />
          </Cell>
          <Cell align="right">
            <Money of={payout} />
          </Cell>
          <Cell>
            {payout.paidAt ? <StateWord tone="good" word="Sent" /> : <StateWord tone="wait" word="Being sent" />}
            {payout.reference && <span class="block text-sm text-soft wrap-anywhere">{payout.reference}</span>}
          </Cell>
        </tr>
      ))}
    </Table>
  )
}
