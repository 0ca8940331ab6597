// /admin/affiliates/:id: one affiliate, every entry of what was earned and taken back, and the switch that stops the link.
import type { ComponentChildren } from 'preact'
import type { Affiliate, AffiliateEntry } from '../../affiliates/overview.ts'
import { Empty, Facts, PageHead, Panel } from '../kit/components/card.tsx'
import { Field, Form } from '../kit/components/form.tsx'
import { Money } from '../kit/components/money.tsx'
import { Cell, Table } from '../kit/components/table.tsx'
import { Time } from '../kit/components/time.tsx'
import { CommissionSums } from '../portal/commission-sums-view.tsx'
import { PayoutTable, type PayoutRow } from '../portal/payout-table-view.tsx'
import { AffiliateWord } from './affiliates-view.tsx'

export interface AffiliateCardViewProps {
  csrf: string
  /** `details` null: not for this person to see. */
  affiliate: Omit<Affiliate, 'details'> & { details: string | null }
  /** Newest first. */
  entries: AffiliateEntry[]
  payouts: PayoutRow[]
  isOwner: boolean
  error: string | null
}

export function AffiliateCardView({ csrf, affiliate, entries, payouts, isOwner, error }: AffiliateCardViewProps) {
  const { account, email, code, state, details, createdAt } = affiliate
  const facts: [string, ComponentChildren][] = [
    [
      'Customer',
      <a key="customer" class="link" href={`/admin/customers/${account}`}>
        {email}
      </a>,
    ],
    ['Code', <code key="code">{code}</code>],
    ['Since', <Time key="since" at={createdAt} />],
  ]
  if (details !== null) facts.push(['Payout details', details === '' ? 'None given' : details])
  return (
    <>
      <PageHead title={email} back={{ href: '/admin/affiliates', label: 'Affiliates' }} />
      <div class="grid gap-5">
        <div class="grid items-start gap-5 lg:grid-cols-2">
          <Panel title="Affiliate" action={<AffiliateWord state={state} />}>
            <Facts of={facts} />
          </Panel>
          {isOwner && <Judgement csrf={csrf} account={account} state={state} error={error} />}
        </div>
        <Panel title="What the link brought">
          <CommissionSums {...affiliate} />
        </Panel>
        <Panel title="Entries">
          {entries.length === 0 ? <Empty icon="card" title="Nothing earned yet" /> : <EntryTable entries={entries} />}
        </Panel>
        {payouts.length > 0 && (
          <Panel title="Payouts">
            <PayoutTable payouts={payouts} />
          </Panel>
        )}
      </div>
    </>
  )
}

const WORDS: Record<AffiliateEntry['kind'], string> = {
  accrual: 'Earned',
  reversal: 'Taken back',
  restoral: 'Given again',
}

function EntryTable({ entries }: { entries: AffiliateEntry[] }) {
  const columns = [
    { head: 'Date' },
    { head: 'What' },
    { head: 'Amount', align: 'right' as const },
    { head: 'Hold ends' },
  ]
  return (
    <Table caption="Entries" columns={columns}>
      {entries.map((entry) => (
        <tr key={entry.id}>
          <Cell head>
            <a class="link" href={`/admin/payments/${entry.payment}`}>
              <Time at={entry.createdAt} />
            </a>
          </Cell>
          <Cell>{WORDS[entry.kind]}</Cell>
          <Cell align="right">
            <Money of={entry} />
          </Cell>
          <Cell>{entry.payout === null ? <Time at={entry.holdUntil} /> : 'In a payout'}</Cell>
        </tr>
      ))}
    </Table>
  )
}

function Judgement({
  csrf,
  account,
  state,
  error,
}: Pick<AffiliateCardViewProps, 'csrf' | 'error'> & { account: string; state: 'active' | 'suspended' }) {
  const isActive = state === 'active'
  const lead = isActive
    ? 'The link stops counting, and nothing is earned or paid out.'
    : 'The link counts again, and what was paid in meanwhile is earned.'
  return (
    <Panel title={isActive ? 'Suspend' : 'Approve'} lead={lead}>
      <Form
        action={`/admin/affiliates/${account}/${isActive ? 'suspension' : 'approval'}`}
        csrf={csrf}
        class="grid gap-3"
      >
        <Field name="reason" label="Reason" error={error ?? undefined} maxLength={500} />
        <div>
          <button type="submit" class={`btn ${isActive ? 'btn-outline btn-error' : 'btn-primary'}`}>
            {isActive ? 'Suspend this affiliate' : 'Approve again'}
          </button>
        </div>
      </Form>
    </Panel>
  )
}
