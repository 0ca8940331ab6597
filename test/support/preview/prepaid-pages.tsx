// The staff pages of vouchers and manual payments in every state worth looking at, by name.
import type { VNode } from 'preact'
import { VoucherBatchView } from '../../../src/web/admin/voucher-batch-view.tsx'
import { VouchersView, type BatchRow } from '../../../src/web/admin/vouchers-view.tsx'
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

export const PREPAID_PAGES: Record<string, VNode> = {
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
