// Sign-ups, paying customers and where the money stands, by currency. Shown to the affiliate and to staff.
import { Money } from '../kit/components/money.tsx'
import { Cell, Table } from '../kit/components/table.tsx'

export interface SumsOfCurrency {
  currency: string
  /** The three others together. */
  earned: bigint
  held: bigint
  /** Below zero: more was paid out than stayed; the next payout is less by it. */
  payable: bigint
  paid: bigint
}

interface CommissionSumsProps {
  signUps: number
  paying: number
  sums: SumsOfCurrency[]
}

const COLUMNS = [
  { head: 'Currency' },
  { head: 'Earned', align: 'right' },
  { head: 'On hold', align: 'right' },
  { head: 'Payable', align: 'right' },
  { head: 'Paid', align: 'right' },
] as const

export function CommissionSums({ signUps, paying, sums }: CommissionSumsProps) {
  return (
    <div class="grid gap-5">
      <p>
        <strong class="text-xl tabular-nums">{signUps}</strong> {signUps === 1 ? 'sign-up' : 'sign-ups'},{' '}
        <strong class="text-xl tabular-nums">{paying}</strong> of them {paying === 1 ? 'has' : 'have'} paid.
      </p>
      {sums.length === 0 ? (
        <p class="text-soft">Nothing earned yet. The first payment of a customer shows up here within minutes.</p>
      ) : (
        <Table caption="Commissions by currency" columns={COLUMNS}>
          {sums.map(({ currency, earned, held, payable, paid }) => (
            <tr key={currency}>
              <Cell head>{currency.toUpperCase()}</Cell>
              {[earned, held, payable, paid].map((amount, at) => (
                <Cell key={COLUMNS[at + 1]?.head} align="right">
                  <Money of={{ amount, currency }} />
                </Cell>
              ))}
            </tr>
          ))}
        </Table>
      )}
    </div>
  )
}
