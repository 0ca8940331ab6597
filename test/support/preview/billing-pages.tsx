// The billing page and the change of a plan in every state worth looking at, by name.
import type { VNode } from 'preact'
import type { PlanPreview } from '../../../src/billing/plan-change-preview.ts'
import { BillingView, type BillingViewProps } from '../../../src/web/portal/billing-view.tsx'
import { PlanChangeView } from '../../../src/web/portal/plan-change-view.tsx'
import * as sample from './samples.ts'

const { CSRF: csrf } = sample
const usd = (amount: bigint) => ({ amount, currency: 'usd' })

const subscription: NonNullable<BillingViewProps['subscription']> = {
  planName: 'Plus',
  price: { ...usd(900n), interval: 'month' },
  endsAt: null,
  state: 'running',
  next: null,
  waiting: null,
}
const preview: PlanPreview = {
  from: { name: 'Plus', interval: 'month' },
  to: { name: 'Family', interval: 'month', deviceLimit: 10 },
  begins: 'at-once',
  isTrial: false,
  today: usd(640n),
  lines: [
    { ...usd(-540n), description: 'Unused time on Plus after 24 Nov 2026' },
    { ...usd(1180n), description: 'Remaining time on Family after 24 Nov 2026' },
  ],
  next: usd(1900n),
  nextAt: sample.ahead(18),
  replacesPlanned: false,
  shown: 'sealed',
}
const billing: BillingViewProps = {
  csrf,
  isAnonymous: false,
  access: sample.ACTIVE,
  standing: 'renewing',
  subscription,
  nextPayment: { ...usd(900n), at: sample.ahead(18) },
  hasCustomer: true,
  payments: sample.PAYMENTS,
  prepaid: { code: '', error: null, hasManual: true },
}

export const BILLING_PAGES: Record<string, VNode> = {
  billing: <BillingView {...billing} />,
  'billing-empty': (
    <BillingView
      {...billing}
      access={{ state: 'none' }}
      standing="none"
      subscription={null}
      nextPayment={null}
      hasCustomer={false}
      payments={[]}
    />
  ),
  'billing-voucher-wrong': (
    <BillingView
      {...billing}
      prepaid={{ ...billing.prepaid, code: 'ABCDE-FGHJK-MNPQR-23456', error: 'This code cannot be used.' }}
    />
  ),
  'billing-ending': (
    <BillingView
      {...billing}
      standing="ending"
      nextPayment={null}
      subscription={{ ...subscription, price: { ...usd(9000n), interval: 'year' }, endsAt: sample.ahead(18) }}
      payments={sample.MANY_PAYMENTS}
    />
  ),
  'billing-planned': (
    <BillingView
      {...billing}
      subscription={{
        ...subscription,
        next: { planName: 'Basic', price: { ...usd(500n), interval: 'month' }, at: sample.ahead(18) },
      }}
    />
  ),
  'billing-waiting': (
    <BillingView
      {...billing}
      subscription={{
        ...subscription,
        waiting: { planName: sample.LONG_NAME, payUrl: 'https://invoice.stripe.com/i/sample', until: sample.ahead(1) },
      }}
    />
  ),
  'billing-paused': (
    <BillingView
      {...billing}
      standing="ending"
      nextPayment={null}
      subscription={{ ...subscription, state: 'paused' }}
    />
  ),
  'billing-unpaid': (
    <BillingView
      {...billing}
      access={sample.ENDED}
      standing="ending"
      nextPayment={null}
      subscription={{ ...subscription, state: 'unpaid' }}
    />
  ),
  'change-up': <PlanChangeView tax csrf={csrf} preview={preview} />,
  'change-down': (
    <PlanChangeView
      tax={false}
      csrf={csrf}
      preview={{
        ...preview,
        from: { name: sample.LONG_NAME, interval: 'year' },
        to: { name: 'Basic', interval: 'month', deviceLimit: 1 },
        begins: 'at-period-end',
        today: usd(0n),
        lines: [],
        replacesPlanned: true,
      }}
    />
  ),
}
