// The part of /admin on the last thirty days: each figure with what it counts, in words that open on demand.
import { percent, type Share, type ShopFigures } from '../../billing/core/shop-figures.ts'
import { BarChart } from '../kit/charts.tsx'
import { Panel } from '../kit/components/card.tsx'

const SHARES: readonly (readonly [
  name: Exclude<keyof ShopFigures, 'newCustomers'>,
  label: string,
  of: string,
  meaning: string,
])[] = [
  [
    'churn',
    'Churn',
    'subscriptions ended',
    'Of the subscriptions that were there thirty days ago and past their trial, those that have ended since. One that is cancelled for later has not ended yet.',
  ],
  [
    'failedPayments',
    'Failed payments',
    'charges failed',
    'Of all charges of the last thirty days that succeeded or failed, those that failed. Each retry is a charge of its own.',
  ],
  [
    'checkoutConversion',
    'Checkouts bought',
    'checkouts completed',
    'Of the checkouts begun in the last thirty days that are over, those that were completed. One that is still open does not count yet.',
  ],
  [
    'trialConversion',
    'Trials that paid',
    'trials went on to pay',
    'Of the trials whose time ended in the last thirty days, those whose customer has paid since.',
  ],
]

export function Figures({ figures }: { figures: ShopFigures }) {
  return (
    <Panel title="The last thirty days">
      <ul class="grid gap-x-6 gap-y-5 sm:grid-cols-2 lg:grid-cols-5">
        <Item
          label="New customers"
          value={String(figures.newCustomers)}
          of="accounts opened"
          meaning="Accounts of customers that were opened in the last thirty days, whether they bought anything or not."
        />
        {SHARES.map(([name, label, of, meaning]) => (
          <Item
            key={name}
            label={label}
            value={percent(figures[name])}
            of={`${countOf(figures[name])} ${of}`}
            meaning={meaning}
          />
        ))}
      </ul>
    </Panel>
  )
}

function countOf({ part, whole }: Share): string {
  return `${part} of ${whole}`
}

function Item({ label, value, of, meaning }: { label: string; value: string; of: string; meaning: string }) {
  return (
    <li title={meaning}>
      <p class="text-sm font-semibold text-soft">{label}</p>
      <p class="mt-1 text-2xl font-extrabold tracking-tight tabular-nums">{value}</p>
      <p class="text-sm text-soft">{of}</p>
      <details class="mt-1 text-sm">
        <summary class="link py-1">
          What it counts<span class="sr-only">: {label}</span>
        </summary>
        <p class="mt-1 max-w-prose text-soft">{meaning}</p>
      </details>
    </li>
  )
}

export function NewCustomers({ months }: { months: { month: string; count: number }[] }) {
  const sum = months.reduce((total, { count }) => total + count, 0)
  return (
    <Panel
      title="New customers"
      lead="Accounts opened in the last twelve months (UTC)"
      action={<span class="text-2xl font-extrabold tabular-nums">{sum}</span>}
    >
      <BarChart
        title="Accounts opened by month"
        bars={months.map(({ month, count }) => ({ label: month, value: count, words: String(count) }))}
      />
    </Panel>
  )
}
