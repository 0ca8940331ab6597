// The overview of staff, in full and with nothing in it yet.
import type { VNode } from 'preact'
import { OverviewView, type OverviewViewProps } from '../../../src/web/admin/overview-view.tsx'
import * as sample from './samples.ts'

const { CSRF: csrf, NOW: now } = sample

const overview: OverviewViewProps = {
  csrf,
  isOwner: true,
  now,
  customers: 1284,
  paying: 967,
  mrr: [
    { amount: 871_250n, currency: 'usd' },
    { amount: 42_000n, currency: 'eur' },
  ],
  nodes: { online: 3, all: 4 },
  failedEvents: 2,
  alerts: [
    {
      id: 'a1',
      kind: 'second-subscription',
      subject: 'cus_sample',
      detail: 'A second subscription was cancelled and refunded in full.',
      since: sample.ago(200),
      mayAcknowledge: false,
    },
    {
      id: '2',
      kind: 'refund-failed',
      subject: 'cus_sample re_sample0123456789abcdefghij',
      detail:
        'The refund re_sample0123456789abcdefghij of $10.00 did not reach the customer; the money is back with us.',
      since: sample.ago(20),
      mayAcknowledge: true,
    },
  ],
  revenue: ['usd', 'eur'].map((currency) => ({
    currency,
    months: Array.from({ length: 12 }, (_, at) => ({
      month: `2026-${String(at + 1).padStart(2, '0')}`,
      amount: BigInt(Math.round(20_000 + 14_000 * Math.sin(at / 3))),
    })),
  })),
  figures: {
    newCustomers: 124,
    churn: { part: 31, whole: 940, permille: 33 },
    failedPayments: { part: 44, whole: 990, permille: 44 },
    checkoutConversion: { part: 120, whole: 310, permille: 387 },
    trialConversion: { part: 3, whole: 3, permille: 1000 },
  },
  newByMonth: Array.from({ length: 12 }, (_, at) => ({
    month: `2026-${String(at + 1).padStart(2, '0')}`,
    count: 40 + 9 * at,
  })),
}
const shareless = { part: 0, whole: 0, permille: null }

export const OVERVIEW_PAGES: Record<string, VNode> = {
  overview: <OverviewView {...overview} />,
  'overview-new': (
    <OverviewView
      {...overview}
      customers={0}
      paying={0}
      mrr={[]}
      nodes={{ online: 0, all: 0 }}
      failedEvents={0}
      alerts={[]}
      revenue={[]}
      figures={{
        newCustomers: 0,
        churn: shareless,
        failedPayments: shareless,
        checkoutConversion: shareless,
        trialConversion: shareless,
      }}
      newByMonth={overview.newByMonth.map(({ month }) => ({ month, count: 0 }))}
    />
  ),
}
