// /admin/vouchers/:id: one batch, who redeemed what of it, and the button that withdraws the rest.
import type { ComponentChildren } from 'preact'
import { lengthWords } from '../../billing/core/voucher-code.ts'
import { Empty, Facts, PageHead, Panel } from '../kit/components/card.tsx'
import { Confirm } from '../kit/components/expander.tsx'
import { FormError } from '../kit/components/form.tsx'
import { Money } from '../kit/components/money.tsx'
import { StateWord } from '../kit/components/state-word.tsx'
import { Cell, Table } from '../kit/components/table.tsx'
import { Time } from '../kit/components/time.tsx'
import { batchState, type BatchRow } from './vouchers-view.tsx'

interface VoucherBatchProps {
  csrf: string
  now: Date
  batch: BatchRow
  redemptions: { id: string; account: string; email: string; redeemedAt: Date }[]
  more: boolean
  mayWithdraw: boolean
  error: string | null
}

export function VoucherBatchView({ csrf, now, batch, redemptions, more, mayWithdraw, error }: VoucherBatchProps) {
  const left = batch.size - batch.redeemed
  return (
    <>
      <PageHead
        title={`${lengthWords(batch)} of ${batch.planName}`}
        lead={batch.note}
        back={{ href: '/admin/vouchers', label: 'Vouchers' }}
      />
      <div class="grid gap-5">
        <Panel title="This batch" action={<StateWord {...batchState(batch, now)} />}>
          <FormError text={error ?? undefined} />
          <Facts of={factsOf(batch)} />
          {mayWithdraw && left > 0 && batch.withdrawnAt === null && (
            <div class="mt-5">
              <Confirm
                action={`/admin/vouchers/${batch.id}/withdrawal`}
                csrf={csrf}
                ask="Withdraw the rest"
                icon="cross"
                confirm="Yes, withdraw them"
              >
                {left} codes can no longer be redeemed then. Time that was given stays.
              </Confirm>
            </div>
          )}
        </Panel>
        <Redemptions redemptions={redemptions} more={more} />
      </div>
    </>
  )
}

function Redemptions({ redemptions, more }: Pick<VoucherBatchProps, 'redemptions' | 'more'>) {
  return (
    <Panel title="Redeemed" lead={more ? `The newest ${redemptions.length}.` : undefined}>
      {redemptions.length === 0 ? (
        <Empty icon="card" title="Nobody has redeemed one yet" />
      ) : (
        <Table caption="Redeemed" columns={[{ head: 'Customer' }, { head: 'When' }]}>
          {redemptions.map((one) => (
            <tr key={one.id}>
              <Cell head>
                <a class="link wrap-anywhere" href={`/admin/customers/${one.account}`}>
                  {one.email}
                </a>
                <span class="block font-mono text-xs font-normal text-soft wrap-anywhere">{one.id}</span>
              </Cell>
              <Cell>
                <Time at={one.redeemedAt} />
              </Cell>
            </tr>
          ))}
        </Table>
      )}
    </Panel>
  )
}

function factsOf(batch: BatchRow): [string, ComponentChildren][] {
  const facts: [string, ComponentChildren][] = [
    ['Made', <Time key="made" at={batch.createdAt} />],
    ['Codes', String(batch.size)],
    ['Redeemed', String(batch.redeemed)],
    [batch.withdrawnAt ? 'Withdrawn unused' : 'Left', String(batch.size - batch.redeemed)],
    ['Sold for', batch.amount > 0n ? <Money key="amount" of={batch} /> : 'nothing: given away'],
  ]
  if (batch.expiresAt) facts.push(['Usable until', <Time key="last" at={batch.expiresAt} />])
  if (batch.withdrawnAt) facts.push(['Withdrawn', <Time key="withdrawn" at={batch.withdrawnAt} />])
  return facts
}
