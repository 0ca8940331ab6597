// The staff pages about money in every state worth looking at, by name.
import type { VNode } from 'preact'
import { DisputeView, type DisputeViewProps } from '../../../src/web/admin/dispute-view.tsx'
import { DisputesView } from '../../../src/web/admin/disputes-view.tsx'
import { LedgerView } from '../../../src/web/admin/ledger-view.tsx'
import { PaymentView } from '../../../src/web/admin/payment-view.tsx'
import { RefundRequestsView } from '../../../src/web/admin/refund-requests-view.tsx'
import * as sample from './samples.ts'

const { CSRF: csrf, NOW: now } = sample

const refundAsked = (['waiting', 'approved', 'denied', 'withdrawn'] as const).map((state, at) => ({
  id: `rr_${at}`,
  amount: 25_000n,
  currency: 'usd',
  reason: 'A year was bought twice.',
  state,
  requester: 'acct_first',
  createdAt: sample.ago(at * 500),
  decidedAt: state === 'waiting' ? null : sample.ago(at * 400),
  payment: 'pay_sample',
  customer: sample.LONG_EMAIL,
  askedBy: 'support@example.com',
  decidedBy: state === 'waiting' ? null : 'owner@example.com',
}))

const dispute: DisputeViewProps['dispute'] = {
  id: 'du_sample0123456789abcdef',
  chargeId: 'ch_sample0123456789abcdef',
  amount: 1000n,
  currency: 'usd',
  status: 'needs_response',
  reason: 'product_not_received',
  dueBy: sample.ahead(6),
  createdAt: sample.ago(3000),
  payment: 'pay_sample',
  invoiceId: 'in_sample0123456789abcdef',
  paidAt: sample.ago(9000),
  account: 'acct_sample',
  email: sample.LONG_EMAIL,
}

const booked = Array.from({ length: 20 }, (_, at) => ({
  id: BigInt(at),
  key: at % 2 === 0 ? 'payment:ch_sample0123456789abcdefghij' : 'refund-undone:re_sample0123456789abcdefghij',
  account: 'acct_sample',
  email: sample.LONG_EMAIL,
  occurredAt: sample.ago(at * 500),
  postedAt: sample.ago(at * 500),
  entries: [
    { account: 'stripe-balance', currency: 'usd', amount: 100_000n },
    { account: 'revenue', currency: 'usd', amount: -100_000n },
  ],
}))
const balances = ['usd', 'jpy'].flatMap((currency) => [
  { currency, account: 'revenue', amount: -123_456_789n },
  { currency, account: 'stripe-balance', amount: 123_456_789n },
])

export const MONEY_PAGES: Record<string, VNode> = {
  ledger: <LedgerView search={{ object: 'ch_1' }} balances={balances} transactions={booked} older={41n} />,
  'ledger-empty': <LedgerView search={{}} balances={[]} transactions={[]} older={null} />,
  payment: (
    <PaymentView
      csrf={csrf}
      payment={{
        id: 'pay_sample',
        stripeId: 'ch_sample0123456789abcdef',
        createdAt: sample.ago(3000),
        amount: 1000n,
        refunded: 250n,
        currency: 'usd',
        status: 'succeeded',
      }}
      customer={{ id: 'acct_sample', email: 'someone-with-a-rather-long-name@mail.example.com' }}
      refunds={(['good', 'wait', 'bad', 'off'] as const).map((tone, at) => ({
        id: `op_${at}`,
        createdAt: sample.ago(at * 60),
        amount: 250n,
        currency: 'usd',
        tone,
        word: ['Done', 'Checking with Stripe', 'Refused', 'Never reached Stripe'][at] ?? '',
        reason: 'The node in Frankfurt was slow for a week.',
        failure: tone === 'bad' ? 'The charge has been charged back.' : null,
      }))}
      disputes={[{ id: 'du_sample', status: 'warning_needs_response' }]}
      requests={refundAsked}
      viewer={{ account: 'acct_second', role: 'owner' }}
      form={{
        intent: 'x'.repeat(43),
        left: '$7.50',
        isRequest: false,
        limit: '$100.00',
        values: { amount: '12,5', reason: '' },
        error: 'Write it like 12.50.',
      }}
    />
  ),
  'refund-requests': (
    <RefundRequestsView
      csrf={csrf}
      requests={refundAsked}
      viewer={{ account: 'acct_second', role: 'owner' }}
      more
      error="This request was denied already by somebody else."
    />
  ),
  'refund-requests-own': (
    <RefundRequestsView
      csrf={csrf}
      requests={refundAsked}
      viewer={{ account: 'acct_first', role: 'support' }}
      more={false}
      error={null}
    />
  ),
  'refund-requests-none': (
    <RefundRequestsView
      csrf={csrf}
      requests={[]}
      viewer={{ account: 'acct_first', role: 'owner' }}
      more={false}
      error={null}
    />
  ),
  disputes: (
    <DisputesView now={now} disputes={[dispute, { ...dispute, id: 'du_2', status: 'won', dueBy: null }]} more />
  ),
  'disputes-none': <DisputesView now={now} disputes={[]} more={false} />,
  dispute: (
    <DisputeView
      now={now}
      dispute={dispute}
      card={{ emailVerifiedAt: null, createdAt: sample.ago(90_000) }}
      devices={[{ id: 'd1', name: sample.LONG_NAME, protocol: 'wireguard', lastSeen: null, createdAt: sample.ago(99) }]}
      mails={[{ id: 'm1', subject: 'Receipt: $10.00 for Pro', createdAt: sample.ago(90), sentAt: null }]}
      timeline={[{ kind: 'payment', at: sample.ago(18), tone: 'good', title: '$9.00 paid', detail: '' }]}
      text={'A long line of evidence '.repeat(20)}
      stripeUrl="https://dashboard.stripe.com/test/disputes/du_sample"
    />
  ),
}
