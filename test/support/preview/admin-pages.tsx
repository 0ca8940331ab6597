// Every staff page in every state worth looking at, by name.
import type { VNode } from 'preact'
import { AuditView } from '../../../src/web/admin/audit-view.tsx'
import { ReconcileView, type DifferenceRow } from '../../../src/web/admin/reconcile-view.tsx'
import { CouponsView, type CouponRow } from '../../../src/web/admin/coupons-view.tsx'
import { CustomerView, type CustomerViewProps } from '../../../src/web/admin/customer-view.tsx'
import { CustomersView, type CustomerRow } from '../../../src/web/admin/customers-view.tsx'
import type { EventRow } from '../../../src/web/admin/inbox-table-view.tsx'
import { InboxView, type InboxViewProps } from '../../../src/web/admin/inbox-view.tsx'
import { NodeAddedView } from '../../../src/web/admin/node-added-view.tsx'
import type { NodeRow } from '../../../src/web/admin/node-card-view.tsx'
import { NodesView } from '../../../src/web/admin/nodes-view.tsx'
import type { TimelineEntry } from '../../../src/web/admin/timeline-view.tsx'
import { AFFILIATE_PAGES } from './affiliate-pages.tsx'
import { MONEY_PAGES } from './money-pages.tsx'
import { PREPAID_PAGES } from './prepaid-pages.tsx'
import { OVERVIEW_PAGES } from './overview-pages.tsx'
import { REHEARSAL_PAGES } from './rehearsal-pages.tsx'
import { STAFF_TICKET_PAGES } from './ticket-pages.tsx'
import { STAFF_PAGES } from './staff-pages.tsx'
import * as sample from './samples.ts'

const { CSRF: csrf, NOW: now } = sample

const states = [sample.ACTIVE, sample.GRACE, sample.ENDED, sample.SUSPENDED, { state: 'none' }] as const
const customers: CustomerRow[] = Array.from({ length: 200 }, (_, at) => ({
  id: `c${at}`,
  email: at % 9 === 4 ? sample.LONG_EMAIL : `customer-${at + 1}@example.com`,
  role: at === 0 ? 'owner' : 'customer',
  planName: at % 5 < 2 ? 'Plus' : null,
  access: states[at % 5] ?? sample.ACTIVE,
  standing: 'renewing',
  devices: at % 6,
  createdAt: sample.ago(at * 900),
}))
const timeline: TimelineEntry[] = [
  { kind: 'handshake', at: sample.ago(3), tone: 'good', title: 'Phone spoke to fra-1', detail: 'The tunnel is up.' },
  { kind: 'node', at: sample.ago(16), tone: 'good', title: 'fra-1 acknowledged generation 4812', detail: '' },
  {
    kind: 'node',
    at: sample.ago(17),
    tone: 'bad',
    title: 'sto-2 has not acknowledged',
    detail: 'It was last seen 2 hours ago; its peers end with its lease.',
  },
  {
    kind: 'access',
    at: sample.ago(18),
    tone: 'good',
    title: 'Access until 12 Dec 2026',
    detail: 'The invoice of the running period is paid.',
  },
  { kind: 'event', at: sample.ago(18), tone: 'info', title: 'invoice.paid', detail: 'Done at the first try.' },
  { kind: 'payment', at: sample.ago(18), tone: 'good', title: '$9.00 paid', detail: 'By card, no fee yet known.' },
]
const grants: CustomerViewProps['grants'] = {
  id: 'acct_sample',
  intent: 'sample-intent',
  plans: sample.PLANS,
  mostDays: 30,
  error: 'Give from 1 to 3650 whole days.',
  grants: (['running', 'over', 'revoked'] as const).map((state, at) => ({
    id: `grant_${at}`,
    planName: 'Plus',
    from: sample.ago(5000),
    until: sample.ahead(20),
    reason: 'The node was away for a day, and this was promised in a mail of some length',
    state,
  })),
}
const customer: CustomerViewProps = {
  grants,
  csrf,
  now,
  customer: {
    id: '0198b1c2-4d3e-7f00-8a11-5b6c7d8e9f00',
    email: sample.LONG_EMAIL,
    emailVerified: true,
    role: 'customer',
    createdAt: sample.ago(60 * 24 * 80),
    bannedAt: null,
    stripe: { id: 'cus_sample', url: 'https://dashboard.stripe.com/test/customers/cus_sample' },
  },
  access: sample.ACTIVE,
  standing: 'renewing',
  planName: 'Plus',
  reason: 'Connected: "Phone" spoke to fra-1 three minutes ago.',
  timeline,
  tickets: [{ id: 'tkt_0', subject: 'x'.repeat(120), state: 'open' as const }],
  devices: sample.DEVICES,
  payments: sample.PAYMENTS,
  subscription: {
    planName: 'Plus',
    price: { amount: 900n, currency: 'usd', interval: 'month' },
    endsAt: null,
    state: 'running',
    next: { planName: 'Basic', price: { amount: 500n, currency: 'usd', interval: 'month' }, at: sample.ahead(18) },
    waiting: null,
    intent: 'sample-intent',
    error: 'Say why.',
  },
  mayBan: true,
  banError: null,
}
const node: NodeRow = {
  id: 'n1',
  name: 'fra-1',
  location: 'Frankfurt',
  address: '203.0.113.7',
  mode: 'active',
  state: 'online',
  words: 'Online and up to date.',
  generation: 4812,
  acknowledged: 4812,
  lastSeenAt: sample.ago(0),
  clockOffsetMs: 12,
  problems: [],
  enrolExpiresAt: null,
}
const nodes: NodeRow[] = [
  node,
  {
    ...node,
    id: 'n2',
    name: 'sto-2',
    location: 'Stockholm',
    state: 'offline',
    words: 'Nothing heard for 2 hours. It serves on until its lease ends.',
    acknowledged: 4790,
    lastSeenAt: sample.ago(120),
    clockOffsetMs: -7400,
    problems: ['OpenVPN does not answer on its management socket.'],
  },
  {
    ...node,
    id: 'n3',
    name: 'a-node-whose-name-is-as-long-as-names-may-be-here',
    location: null,
    address: null,
    state: 'waiting',
    words: 'Waiting for its line to be pasted.',
    lastSeenAt: null,
    clockOffsetMs: null,
    generation: 0,
    acknowledged: 0,
    enrolExpiresAt: sample.ahead(1),
  },
  { ...node, id: 'n4', name: 'zrh-1', location: 'Zurich', mode: 'retired', state: 'retired', words: 'Retired.' },
]
const events: EventRow[] = Array.from({ length: 200 }, (_, at) => ({
  id: `evt_sample${at}`,
  type: at % 3 === 0 ? 'customer.subscription.updated' : 'invoice.paid',
  customer: at % 7 === 6 ? null : `cus_sample${at}`,
  charge: at % 14 === 6 ? `ch_sample${at}` : null,
  account: at % 5 === 0 ? 'acct_sample' : null,
  receivedAt: sample.ago(at * 13),
  state: (['done', 'failed', 'pending', 'ignored'] as const)[at % 4] ?? 'done',
  tries: at % 4,
  reason: at % 4 === 1 ? 'Stripe could not be reached: connection refused.' : null,
}))
const empty = { name: '', location: '', address: '' }

const acts = Array.from({ length: 50 }, (_, at) => ({
  id: BigInt(at),
  at: sample.ago(at),
  actor: at % 3 === 0 ? 'acct_0123456789abcdefghij' : 'command-line',
  action: at % 2 === 0 ? 'account.change-password' : 'payment.refund',
  subject: 'acct_abcdefghij0123456789',
  detail: at % 2 === 0 ? '{}' : '{"amount": 1000, "reason": "Asked for it", "currency": "usd"}',
}))

const differences = (['open', 'repaired', 'gone', 'accepted'] as const).map((resolution, at): DifferenceRow => ({
  id: BigInt(at),
  class: ['missing-there-subscription', 'wrong-status', 'missing-here-charge', 'missing-there-charge'][at] ?? '',
  stripeId: `ch_${'0123456789'.repeat(3)}`,
  account: at === 2 ? null : 'acct_0123456789abcdefghij',
  here: at === 2 ? null : 'active, ends 2026-12-31T00:00:00Z',
  there: at === 0 ? null : 'canceled',
  createdAt: sample.ago(5000),
  foundAt: sample.ago(60),
  resolution,
  failure: at === 0 ? 'No such customer: this one was deleted' : null,
  reason: at === 3 ? 'Of the account that we had before the move; its books are closed.' : null,
}))
const lastRun = { startedAt: sample.ago(90), isFinished: true, compared: 123_456n, foreign: 12n }

const coupon: CouponRow = {
  id: 'cpn_sample',
  code: 'A-CODE-AS-LONG-AS-CODES-MAY-BE-ABCDEFGH',
  percentOff: 25,
  amountOff: null,
  duration: 'repeating',
  months: 3,
  maxRedemptions: 100,
  perCustomer: 1,
  expiresAt: sample.ahead(30),
  plans: ['basic', 'plus'],
  active: true,
  taken: 12,
  used: 9,
  held: 3,
  createdAt: sample.ago(500),
}
const coupons = [coupon, { ...coupon, id: 'cpn_2', code: 'OFF', active: false, plans: null, held: 0 }]
const couponValues = { code: '', off: 'much', duration: 'once' as const, months: '', most: '', each: '1', last: '' }
const couponForm = { values: couponValues, error: 'Say what it takes off like 25% or 4.50 USD.' }

const inbox: InboxViewProps = { csrf, now, events: [], search: {}, older: null, mayReplayFailed: true }

export const ADMIN_PAGES: Record<string, VNode> = {
  ...AFFILIATE_PAGES,
  ...MONEY_PAGES,
  ...PREPAID_PAGES,
  ...REHEARSAL_PAGES,
  ...STAFF_TICKET_PAGES,
  ...OVERVIEW_PAGES,
  ...STAFF_PAGES,
  'customers-200': <CustomersView query="" customers={customers} more />,
  'customers-none': <CustomersView query="<script>alert(1)</script>" customers={[]} more={false} />,
  customer: <CustomerView {...customer} />,
  'customer-banned': (
    <CustomerView
      {...customer}
      customer={{ ...customer.customer, bannedAt: sample.ago(50), stripe: null }}
      access={{ state: 'suspended', reason: 'ban' }}
      reason="Not connected: banned."
      timeline={[]}
      devices={[]}
      payments={[]}
      subscription={null}
      banError="Please give a reason."
    />
  ),
  nodes: (
    <NodesView csrf={csrf} now={now} nodes={nodes} values={empty} errors={{ name: 'There is a node of this name.' }} />
  ),
  'nodes-empty': <NodesView csrf={csrf} now={now} nodes={[]} values={empty} errors={{}} />,
  'node-added': (
    <NodeAddedView
      name="fra-1"
      line={`node -e "fetch('https://vpn.example.com/agent/v1/agent.mjs')${'.then(check)'.repeat(12)}" && echo TOKEN | node turnpike-agent.mjs --enrol-stdin`}
      expiresAt={sample.ahead(1)}
    />
  ),
  'inbox-200': <InboxView {...inbox} events={events} search={{}} older="1764000000000_evt_1" />,
  'inbox-failed': <InboxView {...inbox} events={events.slice(0, 20)} search={{ state: 'failed' }} />,
  audit: <AuditView search={{ action: 'account' }} rows={acts} older={41n} />,
  reconciliation: <ReconcileView csrf={csrf} error="Say why." now={now} run={lastRun} differences={differences} more />,
  'reconciliation-support': (
    <ReconcileView csrf={null} error={null} now={now} run={lastRun} differences={differences} more={false} />
  ),
  'reconciliation-new': <ReconcileView csrf={csrf} error={null} now={now} run={null} differences={[]} more={false} />,
  coupons: <CouponsView csrf={csrf} now={now} coupons={coupons} plans={sample.PLANS} form={couponForm} />,
  'coupons-empty': <CouponsView csrf={csrf} now={now} coupons={[]} plans={[]} form={null} />,
  'audit-empty': <AuditView search={{}} rows={[]} older={null} />,
  'inbox-empty': <InboxView {...inbox} mayReplayFailed={false} search={{ state: 'failed', type: 'invoice.' }} />,
}
