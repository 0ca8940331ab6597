// The pages of accounts without e-mail, and those that look different for them.
import type { VNode } from 'preact'
import { BillingView } from '../../../src/web/portal/billing-view.tsx'
import { AccountView } from '../../../src/web/portal/account-view.tsx'
import { DashboardView } from '../../../src/web/portal/dashboard-view.tsx'
import { NumberLogInView } from '../../../src/web/portal/number-log-in-view.tsx'
import { NumberShownView, NumberSignUpView } from '../../../src/web/portal/number-sign-up-view.tsx'
import { OwnDataView } from '../../../src/web/portal/own-data-view.tsx'
import { ProveAnewView } from '../../../src/web/portal/prove-anew-view.tsx'
import { PlansView } from '../../../src/web/portal/plans-view.tsx'
import * as sample from './samples.ts'

const { CSRF: csrf, NOW: now } = sample
const isAnonymous = true
const number = '1234 5678 9012 3456 7890 1234 5675'
const prepaid = { code: '', error: null, hasManual: false }
const waiting = { subscription: null, nextPayment: null, hasCustomer: false, payments: [], prepaid }

export const NUMBER_PAGES: Record<string, VNode> = {
  'number-sign-up': <NumberSignUpView csrf={csrf} error={null} />,
  'number-sign-up-refused': <NumberSignUpView csrf={csrf} error="Too many attempts. Try again in 12 minutes." />,
  'number-shown': <NumberShownView csrf={csrf} sealed="sample" number={number} error={null} />,
  'number-asked': (
    <NumberShownView csrf={csrf} sealed="sample" number={null} error="That is not the last group of your number." />
  ),
  'number-log-in': <NumberLogInView csrf={csrf} error="There is no account with this number." next="/devices" />,
}

export const ANONYMOUS_PAGES: Record<string, VNode> = {
  'anonymous-prove-anew': <ProveAnewView csrf={csrf} isAnonymous next="/account" error={null} />,
  'anonymous-dashboard': (
    <DashboardView
      csrf={csrf}
      email="Anonymous account"
      isAnonymous
      access={{ state: 'none' }}
      standing="none"
      nextPayment={null}
      devices={{ used: 0 }}
      steps={{ emailVerified: true, hasPlan: false, hasDevice: false, connected: false }}
    />
  ),
  'anonymous-billing': <BillingView csrf={csrf} isAnonymous access={{ state: 'none' }} standing="none" {...waiting} />,
  'anonymous-plans': <PlansView tax={false} plans={sample.PLANS} interval="month" shopper={{ kind: 'anonymous' }} />,
  'anonymous-account': (
    <AccountView
      {...{ csrf, now, isAnonymous }}
      email="Anonymous account"
      emailVerified
      createdAt={sample.ago(3000)}
      factors={{ hasApp: false, passkeys: 0 }}
      sessions={[{ id: 'a', createdAt: sample.ago(30), lastSeenAt: now, device: null, isCurrent: true }]}
      errors={{}}
    />
  ),
  'anonymous-data': <OwnDataView csrf={csrf} isAnonymous error="The account number is wrong." />,
}
