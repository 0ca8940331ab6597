// /affiliate: the link to pass on, whom it brought, what that earned and where the money is.
import type { MonthRow } from '../../affiliates/overview.ts'
import { formatMoney } from '../../billing/core/money.ts'
import type { Terms } from '../../affiliates/core/terms.ts'
import { BarChart } from '../kit/charts.tsx'
import { Empty, PageHead, Panel } from '../kit/components/card.tsx'
import { CopyText } from '../kit/components/copy-text.tsx'
import { Field, Form } from '../kit/components/form.tsx'
import { Notice } from '../kit/components/notice.tsx'
import { AffiliateTerms } from './affiliate-join-view.tsx'
import { CommissionSums, type SumsOfCurrency } from './commission-sums-view.tsx'
import { PayoutTable, type PayoutRow } from './payout-table-view.tsx'

export interface AffiliateViewProps {
  csrf: string
  terms: Terms
  link: string
  state: 'active' | 'suspended'
  signUps: number
  paying: number
  sums: SumsOfCurrency[]
  months: { currency: string; months: MonthRow[] }[]
  payouts: PayoutRow[]
  /** Where the money should go, as the affiliate wrote it. */
  details: string
  error: string | null
}

export function AffiliateView(props: AffiliateViewProps) {
  const { terms, link, state, months, payouts } = props
  return (
    <>
      <PageHead title="Affiliate" lead="Your link, and what it earned." />
      {state === 'suspended' && (
        <Notice
          tone="warning"
          text="Your link is paused: it earns nothing and nothing is paid out. Write to us about it."
        />
      )}
      <div class="grid gap-5">
        <div class="grid items-start gap-5 lg:grid-cols-2">
          <Panel title="Your link" lead="Whoever signs up within 60 days of opening it came by you.">
            <CopyText id="affiliate-link" label="Your affiliate link" text={link} />
          </Panel>
          <DetailsPanel {...props} />
        </div>
        <Panel title="What it brought">
          <CommissionSums {...props} />
        </Panel>
        {months.map(({ currency, months: rows }) => (
          <Panel key={currency} title={`Earned by month (${currency.toUpperCase()})`}>
            <BarChart title="Earned by month" bars={rows.map(barOf)} />
          </Panel>
        ))}
        <Panel title="Payouts">
          {payouts.length === 0 ? <Empty icon="card" title="No payout yet" /> : <PayoutTable payouts={payouts} />}
        </Panel>
        <Panel title="Terms">
          <AffiliateTerms terms={terms} />
        </Panel>
      </div>
    </>
  )
}

/** A month in which more was taken back than earned has no bar; its words say so. */
function barOf(row: MonthRow) {
  return { label: row.month, value: Math.max(0, Number(row.amount)), words: formatMoney(row) }
}

function DetailsPanel({ csrf, details, error }: AffiliateViewProps) {
  return (
    <Panel
      title="Where to send your money"
      lead="Only you and the owner of this shop see it. To change it you confirm that it is you, and you get a mail."
    >
      <Form action="/affiliate/payout-details" csrf={csrf} class="grid gap-3">
        <Field
          name="details"
          label="Payout details"
          value={details}
          hint="An account number or an address of a wallet, up to 200 characters."
          error={error ?? undefined}
          required={false}
          maxLength={200}
        />
        <div>
          <button type="submit" class="btn">
            Save
          </button>
        </div>
      </Form>
    </Panel>
  )
}
