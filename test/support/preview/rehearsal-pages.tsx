// The rehearsal's page in every state worth looking at.
import type { VNode } from 'preact'
import type { Happened } from '../../../src/ops/rehearsal-happened.ts'
import { RehearsalView, type RehearsalViewProps } from '../../../src/web/admin/rehearsal-view.tsx'
import * as sample from './samples.ts'

const who = { account: 'acct_sample', email: sample.LONG_EMAIL }
const money = { amount: 1_000n, currency: 'usd' }
const happened: Happened[] = [
  { kind: 'access', at: sample.ago(1), ...who, access: sample.GRACE },
  { kind: 'mail', at: sample.ago(2), ...who, id: 'mail_1', subject: 'Your payment failed', to: sample.LONG_EMAIL },
  { kind: 'event', at: sample.ago(3), ...who, type: 'invoice.payment_failed', state: 'done', reason: null },
  { kind: 'event', at: sample.ago(3), ...who, type: 'invoice.paid', state: 'failed', reason: 'No such checkout' },
  { kind: 'payment', at: sample.ago(4), ...who, id: 'pay_1', money, status: 'failed' },
  { kind: 'refund', at: sample.ago(5), ...who, id: 're_1', money, status: 'pending' },
  { kind: 'dispute', at: sample.ago(6), ...who, id: 'dp_1', money, status: 'needs_response' },
  {
    kind: 'mail',
    at: sample.ago(7),
    account: null,
    email: null,
    id: 'mail_2',
    subject: 'A dispute',
    to: 'o@example.com',
  },
]
const props: RehearsalViewProps = {
  csrf: sample.CSRF,
  error: null,
  now: sample.NOW,
  isMovable: true,
  due: [
    { at: sample.ahead(2), what: 'trial-notice', ...who },
    { at: sample.ahead(5), what: 'trial-end', ...who },
    { at: sample.ahead(9), what: 'retry', account: null, email: null },
  ],
  customers: [{ id: 'acct_sample', email: sample.LONG_EMAIL }],
  step: { since: sample.ago(10), happened },
}

export const REHEARSAL_PAGES: Record<string, VNode> = {
  rehearsal: <RehearsalView {...props} />,
  'rehearsal-new': <RehearsalView {...props} due={[]} customers={[]} step={null} isMovable={false} />,
  'rehearsal-quiet': (
    <RehearsalView
      {...props}
      step={{ since: sample.ago(1), happened: [] }}
      error="This customer has no open dispute yet. Play something else first."
    />
  ),
}
