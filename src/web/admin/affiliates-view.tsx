// /admin/affiliates: who passes our link on, what is due, and the payout runs.
import type { Affiliate } from '../../affiliates/overview.ts'
import { Empty, PageHead, Panel } from '../kit/components/card.tsx'
import { Form, FormError } from '../kit/components/form.tsx'
import { Money, type Amount } from '../kit/components/money.tsx'
import { StateWord } from '../kit/components/state-word.tsx'
import { Cell, Table } from '../kit/components/table.tsx'
import { Time } from '../kit/components/time.tsx'

export interface AffiliatesViewProps {
  csrf: string
  affiliates: Affiliate[]
  /** What a run would pay now. */
  due: Amount[]
  /** Newest first. */
  runs: { id: string; createdAt: Date; payouts: (Amount & { paid_at: Date | null })[] }[]
  isOwner: boolean
  error: string | null
}

export function AffiliatesView({ csrf, affiliates, due, runs, isOwner, error }: AffiliatesViewProps) {
  return (
    <>
      <PageHead title="Affiliates" back={{ href: '/admin', label: 'Overview' }} />
      <div class="grid gap-5">
        <Panel title="Due now" lead="Past its hold, not paid yet, and at least the minimum.">
          <FormError text={error ?? undefined} />
          {due.length === 0 ? <p>Nothing is due.</p> : <Sums of={due} count={`${due.length} to pay`} />}
          {isOwner && due.length > 0 && (
            <Form action="/admin/affiliates/payouts" csrf={csrf} class="mt-4">
              <button type="submit" class="btn btn-primary">
                Make payouts
              </button>
            </Form>
          )}
        </Panel>
        <Panel title="Affiliates">
          {affiliates.length === 0 ? (
            <Empty icon="people" title="Nobody yet">
              Any customer can take part, on the page “Affiliate”.
            </Empty>
          ) : (
            <AffiliateTable affiliates={affiliates} />
          )}
        </Panel>
        {runs.length > 0 && (
          <Panel title="Payout runs">
            <RunTable runs={runs} />
          </Panel>
        )}
      </div>
    </>
  )
}

/** Sums by currency: amounts of two currencies are never added. */
function Sums({ of, count }: { of: Amount[]; count: string }) {
  const sums = [...Map.groupBy(of, (one) => one.currency)].map(([currency, rows]) => ({
    currency,
    amount: rows.reduce((sum, row) => sum + row.amount, 0n),
  }))
  return (
    <p class="flex flex-wrap gap-x-4 gap-y-1">
      {sums.map((sum) => (
        <Money key={sum.currency} of={sum} class="font-semibold" />
      ))}
      <span class="text-soft">{count}</span>
    </p>
  )
}

const COLUMNS = [
  { head: 'Affiliate' },
  { head: 'State' },
  { head: 'Sign-ups', align: 'right', wideOnly: true },
  { head: 'Paying', align: 'right', wideOnly: true },
  { head: 'Earned', align: 'right' },
] as const

function AffiliateTable({ affiliates }: Pick<AffiliatesViewProps, 'affiliates'>) {
  return (
    <Table caption="Affiliates" columns={COLUMNS}>
      {affiliates.map(({ account, email, state, signUps, paying, sums }) => (
        <tr key={account}>
          <Cell head>
            <a class="link wrap-anywhere" href={`/admin/affiliates/${account}`}>
              {email}
            </a>
          </Cell>
          <Cell>
            <AffiliateWord state={state} />
          </Cell>
          <Cell align="right" wideOnly>
            {signUps}
          </Cell>
          <Cell align="right" wideOnly>
            {paying}
          </Cell>
          <Cell align="right">
            {sums.map(({ currency, earned }) => (
              <span key={currency} class="block">
                <Money of={{ amount: earned, currency }} />
              </span>
            ))}
          </Cell>
        </tr>
      ))}
    </Table>
  )
}

export function AffiliateWord({ state }: { state: 'active' | 'suspended' }) {
  return state === 'active' ? <StateWord tone="good" word="Active" /> : <StateWord tone="bad" word="Suspended" />
}

function RunTable({ runs }: Pick<AffiliatesViewProps, 'runs'>) {
  return (
    <Table caption="Payout runs" columns={[{ head: 'Made' }, { head: 'Payouts' }]}>
      {runs.map(({ id, createdAt, payouts }) => (
        <tr key={id}>
          <Cell head>
            <a class="link" href={`/admin/affiliates/runs/${id}`}>
              <Time at={createdAt} />
            </a>
          </Cell>
          <Cell>
            <Sums
              of={payouts}
              count={`${payouts.filter((payout) => payout.paid_at !== null).length} of ${payouts.length} sent`}
            />
          </Cell>
        </tr>
      ))}
    </Table>
  )
}
