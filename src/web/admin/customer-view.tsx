// /admin/customers/:id: one customer whole, with the timeline that says why he is or is not connected.
import type { ComponentChildren } from 'preact'
import type { Entitlement, Standing } from '../../billing/core/entitlement.ts'
import { addressInWords, isAnonymous } from '../../mail/nobody.ts'
import type { TicketState } from '../../db/schema-tickets.ts'
import { Empty, Facts, PageHead, Panel } from '../kit/components/card.tsx'
import { Form } from '../kit/components/form.tsx'
import { StateWord } from '../kit/components/state-word.tsx'
import { Ago, Time } from '../kit/components/time.tsx'
import { Icon } from '../kit/icons.tsx'
import { accessWords } from '../portal/access-words.ts'
import { deviceWord, protocolName, type DeviceRow } from '../portal/device-row.ts'
import { PaymentTable, type PaymentRow } from '../portal/payment-table-view.tsx'
import { BanPanel, LogOutPanel } from './ban-view.tsx'
import { ticketWord } from '../portal/ticket-thread-view.tsx'
import { GrantsPanel, type GrantsPanelProps } from './grants-view.tsx'
import { SubscriptionPanel, type ManagedSubscription } from './subscription-view.tsx'
import { Timeline, type TimelineEntry } from './timeline-view.tsx'

export interface CustomerViewProps {
  csrf: string
  now: Date
  customer: {
    id: string
    email: string
    emailVerified: boolean
    role: 'owner' | 'support' | 'customer'
    createdAt: Date
    bannedAt: Date | null
    /** Null: never paid. `url` leads to the payment processor's dashboard. */
    stripe: { id: string; url: string } | null
  }
  access: Entitlement
  standing: Standing
  planName: string | null
  /** Why this customer is or is not connected, in one sentence. */
  reason: string
  timeline: TimelineEntry[]
  devices: DeviceRow[]
  tickets: { id: string; subject: string; state: TicketState }[]
  payments: PaymentRow[]
  /** The running one; null: none. */
  subscription: ManagedSubscription | null
  grants: Omit<GrantsPanelProps, 'csrf'>
  /** Whether the one who looks may: staff are an owner's to ban, and nobody bans himself. */
  mayBan: boolean
  /** What stopped the ban form; null: nothing. */
  banError: string | null
}

export function CustomerView(props: CustomerViewProps) {
  const { customer, access, standing, reason } = props
  const { tone, word } = accessWords(access, standing)
  return (
    <>
      <PageHead
        title={addressInWords(customer.email)}
        lead={reason}
        back={{ href: '/admin/customers', label: 'Customers' }}
      >
        <StateWord tone={tone} word={word} />
      </PageHead>
      <div class="grid items-start gap-5 lg:grid-cols-[1.5fr_1fr]">
        <div class="grid min-w-0 gap-5">
          <Panel title="Why connected, or why not" lead="From the payment to the tunnel, newest first.">
            <Timeline entries={props.timeline} now={props.now} />
          </Panel>
          <Panel title="Payments">
            <PaymentTable payments={props.payments} pageOf={(id) => `/admin/payments/${id}`} />
          </Panel>
        </div>
        <div class="grid min-w-0 gap-5">
          <CardPanel {...props} />
          {props.subscription && (
            <SubscriptionPanel csrf={props.csrf} id={customer.id} subscription={props.subscription} />
          )}
          <GrantsPanel csrf={props.csrf} {...props.grants} />
          <Panel title="Devices">
            <DeviceList devices={props.devices} now={props.now} />
          </Panel>
          <LogOutPanel csrf={props.csrf} id={customer.id} />
          <Panel title="Tickets">
            <TicketList tickets={props.tickets} />
          </Panel>
          {props.mayBan && (
            <BanPanel csrf={props.csrf} id={customer.id} bannedAt={customer.bannedAt} error={props.banError} />
          )}
        </div>
      </div>
    </>
  )
}

function CardPanel({ csrf, customer, access, standing, planName }: CustomerViewProps) {
  const { date } = accessWords(access, standing)
  const facts: [string, ComponentChildren][] = [
    [
      'E-mail',
      isAnonymous(customer.email) ? 'none: anonymous' : customer.emailVerified ? 'confirmed' : 'not confirmed',
    ],
    ['Role', customer.role],
    ['Since', <Time key="since" at={customer.createdAt} />],
    ['Plan', planName ?? 'none'],
  ]
  if (date) facts.push([date.label, <Time key="date" at={date.at} />])
  if (customer.stripe) {
    facts.push([
      'Stripe',
      <a key="stripe" class="link font-mono text-sm" href={customer.stripe.url} rel="noreferrer">
        {customer.stripe.id}
      </a>,
    ])
  }
  facts.push([
    'Id',
    <span key="id" class="font-mono text-sm">
      {customer.id}
    </span>,
  ])
  return (
    <Panel title="Card">
      <Facts of={facts} />
      {customer.stripe && (
        <Form action={`/admin/customers/${customer.id}/sync`} csrf={csrf} class="mt-5">
          <button type="submit" class="btn btn-sm h-10">
            <Icon name="refresh" class="size-4" />
            Read from Stripe again
          </button>
        </Form>
      )}
    </Panel>
  )
}

function DeviceList({ devices, now }: { devices: DeviceRow[]; now: Date }) {
  if (devices.length === 0) return <Empty icon="devices" title="No device" />
  return (
    <ul class="divide-y divide-base-300">
      {devices.map((device) => {
        const { tone, word } = deviceWord(device.state)
        return (
          <li key={device.id} class="grid gap-1 py-3">
            <div class="flex flex-wrap items-center gap-x-3 gap-y-1">
              <span class="font-semibold wrap-anywhere">{device.name}</span>
              <StateWord tone={tone} word={word} />
            </div>
            <p class="text-sm">{device.reason}</p>
            <p class="text-sm text-soft">
              {protocolName(device.protocol)} · last seen <Ago at={device.lastSeen} now={now} />
            </p>
            {device.addresses.length > 0 && (
              <p class="font-mono text-xs text-soft wrap-anywhere">{device.addresses.join('  ')}</p>
            )}
          </li>
        )
      })}
    </ul>
  )
}

const TICKET_WORDS = { open: 'Waits for us', answered: 'Waits for customer', closed: 'Closed' }

function TicketList({ tickets }: Pick<CustomerViewProps, 'tickets'>) {
  if (tickets.length === 0) return <Empty icon="mail" title="No ticket" />
  return (
    <ul class="divide-y divide-base-300">
      {tickets.map(({ id, subject, state }) => (
        <li key={id} class="flex flex-wrap items-center gap-x-3 gap-y-1 py-3">
          <a class="link min-w-0 wrap-anywhere" dir="auto" href={`/admin/tickets/${id}`}>
            {subject}
          </a>
          <StateWord {...ticketWord(state, TICKET_WORDS)} />
        </li>
      ))}
    </ul>
  )
}
