// /admin: how the shop does, and what wants a person. Empty lists say that all is well.
import { Empty, PageHead, Panel } from '../kit/components/card.tsx'
import { Form } from '../kit/components/form.tsx'
import { Money, shortPrice, type Amount } from '../kit/components/money.tsx'
import { StateWord } from '../kit/components/state-word.tsx'
import { Ago } from '../kit/components/time.tsx'
import { BarChart } from '../kit/charts.tsx'
import type { ShopFigures } from '../../billing/core/shop-figures.ts'
import { Figures, NewCustomers } from './figures-view.tsx'
import { Icon, type IconName } from '../kit/icons.tsx'

export interface AlertRow {
  id: string
  kind: string
  subject: string
  detail: string
  since: Date
  /** It names one thing that happened: staff say when it is settled. */
  mayAcknowledge: boolean
}

export interface OverviewViewProps {
  csrf: string
  /** Who works here is shown to owners alone. */
  isOwner: boolean
  now: Date
  customers: number
  paying: number
  /** Monthly recurring revenue, one a currency; empty: none. */
  mrr: Amount[]
  nodes: { online: number; all: number }
  failedEvents: number
  /** Unresolved ones. */
  alerts: AlertRow[]
  /** Money received a month, oldest first, by currency. */
  revenue: { currency: string; months: { month: string; amount: bigint }[] }[]
  figures: ShopFigures
  /** Accounts opened a month, oldest first. */
  newByMonth: { month: string; count: number }[]
}

export function OverviewView(props: OverviewViewProps) {
  const { customers, paying, mrr, nodes, failedEvents, alerts } = props
  const nodesTroubled = nodes.all === 0 || nodes.online < nodes.all
  return (
    <>
      <PageHead title="Overview">
        <Records isOwner={props.isOwner} />
      </PageHead>
      <div class="grid gap-5">
        <ul class="grid grid-cols-2 gap-3 sm:gap-4 lg:grid-cols-3">
          <Figure icon="people" label="Customers" value={String(customers)} href="/admin/customers" />
          <Figure icon="shield" label="Paying" value={String(paying)} href="/admin/customers?state=active" />
          <Figure
            icon="card"
            label="Revenue a month"
            value={mrr.length === 0 ? '0' : mrr.map(shortPrice).join(' + ')}
          />
          <Figure
            icon="node"
            label="Nodes online"
            value={`${nodes.online} of ${nodes.all}`}
            href="/admin/nodes"
            troubled={nodesTroubled}
          />
          <Figure
            icon="inbox"
            label="Failed events"
            value={String(failedEvents)}
            href="/admin/inbox?state=failed"
            troubled={failedEvents > 0}
          />
          <Figure
            icon="alert"
            label="Open alerts"
            value={String(alerts.length)}
            href="#alerts"
            troubled={alerts.length > 0}
          />
        </ul>
        <Business {...props} />
        <Panel title="Alerts" id="alerts">
          <Alerts csrf={props.csrf} alerts={alerts} now={props.now} />
        </Panel>
      </div>
    </>
  )
}

function Business({ figures, revenue, newByMonth }: OverviewViewProps) {
  return (
    <>
      <Figures figures={figures} />
      {revenue.map((one) => (
        <Revenue key={one.currency} {...one} />
      ))}
      <NewCustomers months={newByMonth} />
    </>
  )
}

const RECORDS = [
  ['/admin/tickets', 'Tickets'],
  ['/admin/affiliates', 'Affiliates'],
  ['/admin/refund-requests', 'Refund requests'],
  ['/admin/disputes', 'Disputes'],
  ['/admin/ledger', 'Ledger'],
  ['/admin/coupons', 'Coupons'],
  ['/admin/vouchers', 'Vouchers'],
  ['/admin/manual-payments', 'Manual payments'],
  ['/admin/reconciliation', 'Reconciliation'],
  ['/admin/audit', 'Audit'],
] as const
const STAFF = ['/admin/staff', 'Staff'] as const

function Records({ isOwner }: Pick<OverviewViewProps, 'isOwner'>) {
  return (
    <nav aria-label="Records" class="flex flex-wrap gap-2">
      {(isOwner ? [...RECORDS, STAFF] : RECORDS).map(([href, label]) => (
        <a key={href} class="btn h-10" href={href}>
          {label}
        </a>
      ))}
    </nav>
  )
}

interface FigureProps {
  icon: IconName
  label: string
  value: string
  href?: string
  troubled?: boolean
}

function Figure({ icon, label, value, href, troubled = false }: FigureProps) {
  return (
    <li class={`panel relative p-4 sm:p-5 ${href ? 'hover:border-primary' : ''}`}>
      <span class={`flex items-center gap-2 text-sm font-semibold ${troubled ? 'text-warning' : 'text-soft'}`}>
        <Icon name={troubled ? 'alert' : icon} class="size-4" />
        {href ? (
          <a href={href} class="after:absolute after:inset-0 after:rounded-box">
            {label}
          </a>
        ) : (
          label
        )}
      </span>
      <p class="mt-1.5 text-2xl font-extrabold tracking-tight wrap-anywhere tabular-nums sm:text-3xl">{value}</p>
    </li>
  )
}

function Revenue({ currency, months }: OverviewViewProps['revenue'][number]) {
  const sum = months.reduce((total, month) => total + month.amount, 0n)
  return (
    <Panel
      title={`Received, ${currency.toUpperCase()}`}
      lead="The last twelve months (UTC), without what was refunded or lost in disputes"
      action={<Money of={{ amount: sum, currency }} class="text-2xl font-extrabold" />}
    >
      <BarChart
        title={`Money received by month, ${currency.toUpperCase()}`}
        bars={months.map(({ month, amount }) => ({
          label: month,
          value: Number(amount),
          words: shortPrice({ amount, currency }),
        }))}
      />
    </Panel>
  )
}

function Alerts({ csrf, alerts, now }: Pick<OverviewViewProps, 'csrf' | 'alerts' | 'now'>) {
  if (alerts.length === 0) return <Empty icon="check" title="Nothing wants your attention" />
  return (
    <ul class="divide-y divide-base-300">
      {alerts.map((alert) => (
        <li key={alert.id} class="grid gap-1 py-3">
          <div class="flex flex-wrap items-center gap-3">
            <StateWord tone="wait" icon="alert" word={alert.kind.replaceAll('-', ' ')} />
            <span class="text-sm text-soft">
              since <Ago at={alert.since} now={now} />
            </span>
          </div>
          <p class="wrap-anywhere">{alert.detail}</p>
          <p class="font-mono text-xs text-soft wrap-anywhere">{alert.subject}</p>
          {alert.mayAcknowledge && (
            <Form action={`/admin/alerts/${alert.id}/acknowledgement`} csrf={csrf} class="mt-1">
              <button type="submit" class="btn btn-sm h-10">
                Settled<span class="sr-only">: {alert.subject}</span>
              </button>
            </Form>
          )}
        </li>
      ))}
    </ul>
  )
}
