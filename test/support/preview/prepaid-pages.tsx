// The pages of vouchers and manual payments in every state worth looking at, by name.
import type { VNode } from 'preact'
import { ManualPaymentView, type ManualPaymentShown } from '../../../src/web/admin/manual-payment-view.tsx'
import { AdminManualPaymentsView } from '../../../src/web/admin/manual-payments-view.tsx'
import { VoucherBatchView } from '../../../src/web/admin/voucher-batch-view.tsx'
import { VouchersView, type BatchRow } from '../../../src/web/admin/vouchers-view.tsx'
import { ManualPaymentsView } from '../../../src/web/portal/manual-payments-view.tsx'
import * as sample from './samples.ts'

const { CSRF: csrf, NOW: now } = sample

const batch: BatchRow = {
  id: 'vb_sample0123456789abcd',
  planName: 'Plus',
  unit: 'month',
  length: 12,
  size: 10_000,
  redeemed: 4812,
  amount: 4_550n,
  currency: 'usd',
  note: `For the shop in the station, by ${sample.LONG_NAME}`,
  expiresAt: sample.ahead(90),
  createdAt: sample.ago(9000),
  withdrawnAt: null,
}
const batches = [
  batch,
  { ...batch, id: 'vb_2', amount: 0n, unit: 'day' as const, length: 1, expiresAt: null, withdrawnAt: sample.ago(50) },
  { ...batch, id: 'vb_3', size: 1, redeemed: 1 },
  { ...batch, id: 'vb_4', expiresAt: sample.ago(4) },
]
const form = {
  intent: 'x'.repeat(43),
  plans: sample.PLANS,
  values: { plan: 'plus', length: '0', unit: 'day' as const, size: '100', value: 'much', note: '', last: '' },
  error: 'Write what each is sold for like 4.50 USD, or leave it empty.',
}
const redemptions = [1, 2, 3].map((at) => ({
  id: `vch_sample0123456789abc${at}`,
  account: 'acct_sample',
  email: sample.LONG_EMAIL,
  redeemedAt: sample.ago(at * 700),
}))

const payment: ManualPaymentShown = {
  id: 'mp_open',
  reference: '7KQ2M-XW4RT',
  account: 'acct_sample',
  customer: sample.LONG_EMAIL,
  planName: 'Plus',
  interval: 'year',
  amount: 123_456n,
  currency: 'usd',
  method: 'bank',
  openedBy: sample.LONG_EMAIL,
  createdAt: sample.ago(500),
  state: 'open',
  decidedBy: null,
  decidedAt: null,
  note: null,
  from: null,
  until: null,
  returned: null,
  returnedBy: null,
  returnedAt: null,
  returnNote: null,
}
const decided = { decidedBy: 'owner@example.com', decidedAt: sample.ago(90), note: 'Statement of November, line 7' }
const approved: ManualPaymentShown = {
  ...payment,
  ...decided,
  id: 'mp_approved',
  state: 'approved',
  from: sample.ago(90),
  until: sample.ahead(365),
}
const returned: ManualPaymentShown = {
  ...approved,
  id: 'mp_returned',
  state: 'returned',
  returned: 100_000n,
  returnedBy: 'owner@example.com',
  returnedAt: sample.ago(9),
  returnNote: 'It was too slow for what the customer needs; sent to the account it came from.',
}
const inPart: ManualPaymentShown = { ...returned, id: 'mp_part', state: 'approved', returned: 2_500n }
const payments = [
  payment,
  approved,
  { ...payment, ...decided, id: 'mp_denied', state: 'denied' as const, method: 'cash' as const },
  { ...payment, id: 'mp_withdrawn', state: 'withdrawn' as const, method: 'other' as const },
  returned,
]
const prices = sample.PLANS.flatMap((plan) => plan.prices).map(({ lookupKey }) => ({ lookupKey, words: lookupKey }))
const instructions = 'To DE00 0000 0000 0000 0000 00, Example Ltd.\nOr in cash at the counter, weekdays from 9 to 17.'
const manual = { csrf, instructions, prices, error: null }
const values = { note: '', amount: '1234.56' }

export const OWN_PREPAID_PAGES: Record<string, VNode> = {
  'manual-payments': <ManualPaymentsView {...manual} payments={payments} />,
  'manual-payments-new': <ManualPaymentsView {...manual} payments={[]} error="This plan is not on sale." />,
  'manual-payments-off': <ManualPaymentsView {...manual} instructions={null} prices={[]} payments={[approved]} />,
}

export const PREPAID_PAGES: Record<string, VNode> = {
  'manual-payments': (
    <AdminManualPaymentsView
      csrf={csrf}
      search={{ customer: 'ana' }}
      payments={payments}
      more
      form={{ prices, email: 'nobody', error: 'There is no customer of this address.' }}
    />
  ),
  'manual-payments-none': <AdminManualPaymentsView csrf={csrf} search={{}} payments={[]} more={false} form={null} />,
  'manual-payments-one': (
    <ManualPaymentView csrf={csrf} payment={payment} mayDecide values={values} error="Say how you know." />
  ),
  'manual-payments-support': (
    <ManualPaymentView csrf={csrf} payment={payment} mayDecide={false} values={values} error={null} />
  ),
  'manual-payments-approved': (
    <ManualPaymentView csrf={csrf} payment={approved} mayDecide values={values} error={null} />
  ),
  'manual-payments-part': <ManualPaymentView csrf={csrf} payment={inPart} mayDecide values={values} error={null} />,
  'manual-payments-returned': (
    <ManualPaymentView csrf={csrf} payment={returned} mayDecide values={values} error={null} />
  ),
  vouchers: <VouchersView csrf={csrf} now={now} batches={batches} more form={form} />,
  'vouchers-none': <VouchersView csrf={csrf} now={now} batches={[]} more={false} form={null} />,
  'vouchers-batch': (
    <VoucherBatchView csrf={csrf} now={now} batch={batch} redemptions={redemptions} more mayWithdraw error={null} />
  ),
  'vouchers-withdrawn': (
    <VoucherBatchView
      csrf={csrf}
      now={now}
      batch={{ ...batch, redeemed: 0, withdrawnAt: sample.ago(5) }}
      redemptions={[]}
      more={false}
      mayWithdraw
      error="These vouchers are withdrawn already."
    />
  ),
}
