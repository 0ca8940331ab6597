// Every customer page in every state worth looking at, by name. Used by the preview and by test/browser/views.test.ts.
import type { VNode } from 'preact'
import { AccountView } from '../../../src/web/portal/account-view.tsx'
import { AffiliateJoinView } from '../../../src/web/portal/affiliate-join-view.tsx'
import { AffiliateView, type AffiliateViewProps } from '../../../src/web/portal/affiliate-view.tsx'
import { CheckoutView } from '../../../src/web/portal/checkout-view.tsx'
import { DashboardView, type DashboardViewProps } from '../../../src/web/portal/dashboard-view.tsx'
import { DeviceMadeView } from '../../../src/web/portal/device-made-view.tsx'
import { DeviceView, type DeviceViewProps } from '../../../src/web/portal/device-view.tsx'
import { DevicesView, type DevicesViewProps } from '../../../src/web/portal/devices-view.tsx'
import { EnrolView } from '../../../src/web/portal/enrol-second-factor-view.tsx'
import { RecoveryCodesView } from '../../../src/web/portal/second-factor-codes-view.tsx'
import { SecondFactorView } from '../../../src/web/portal/second-factor-view.tsx'
import { PlansView } from '../../../src/web/portal/plans-view.tsx'
import { BILLING_PAGES } from './billing-pages.tsx'
import { KEY_PAGES } from './key-pages.tsx'
import { ANONYMOUS_PAGES } from './anonymous-pages.tsx'
import { OWN_PREPAID_PAGES } from './prepaid-pages.tsx'
import { OWN_TICKET_PAGES } from './ticket-pages.tsx'
import * as sample from './samples.ts'

const { CSRF: csrf, NOW: now } = sample
const allDone = { emailVerified: true, hasPlan: true, hasDevice: true, connected: true }
const usd = (amount: bigint) => ({ amount, currency: 'usd' })

const dashboard: DashboardViewProps = {
  csrf,
  email: 'ana@example.com',
  isAnonymous: false,
  access: sample.ACTIVE,
  standing: 'renewing',
  nextPayment: { ...usd(900n), at: sample.ahead(18) },
  devices: { used: 3 },
  steps: allDone,
}
const devices: DevicesViewProps = {
  csrf,
  now,
  devices: sample.DEVICES,
  limit: 5,
  emailVerified: true,
  values: { name: '', protocol: 'wireguard' },
  errors: {},
}
const device: DeviceViewProps = {
  csrf,
  now,
  device: sample.PHONE,
  templates: sample.FILES,
  serversReady: true,
  values: { name: 'Phone', publicKey: '' },
  errors: {},
}
const waiting = {
  ...sample.PHONE,
  state: 'waiting',
  publicKey: null,
  lastSeen: null,
  reason: 'Make its keys to get connected.',
} as const
const affiliate: AffiliateViewProps = {
  csrf,
  terms: sample.TERMS,
  link: 'https://vpn.example.com/?via=abcde23456',
  state: 'active',
  signUps: 14,
  paying: 1,
  sums: sample.SUMS,
  months: [{ currency: 'usd', months: sample.MONTHS }],
  payouts: sample.PAYOUTS,
  details: 'IBAN DE00 0000 0000 0000 0000 00',
  error: null,
}

export const PORTAL_PAGES: Record<string, VNode> = {
  ...BILLING_PAGES,
  ...KEY_PAGES,
  ...OWN_TICKET_PAGES,
  ...ANONYMOUS_PAGES,
  ...OWN_PREPAID_PAGES,
  'affiliate-join': <AffiliateJoinView csrf={csrf} terms={sample.TERMS} error={null} />,
  affiliate: <AffiliateView {...affiliate} />,
  'affiliate-new': (
    <AffiliateView
      {...affiliate}
      state="suspended"
      signUps={0}
      paying={0}
      sums={[]}
      months={[]}
      payouts={[]}
      details={sample.LONG_NAME.repeat(2)}
      error="Write where your money should go in one line of up to 200 characters."
    />
  ),
  'dashboard-new': (
    <DashboardView
      {...dashboard}
      email={sample.LONG_EMAIL}
      access={{ state: 'none' }}
      standing="none"
      nextPayment={null}
      devices={{ used: 0 }}
      steps={{ emailVerified: false, hasPlan: false, hasDevice: false, connected: false }}
    />
  ),
  'dashboard-active': <DashboardView {...dashboard} steps={{ ...allDone, connected: false }} />,
  'dashboard-grace': <DashboardView {...dashboard} access={sample.GRACE} standing="failing" nextPayment={null} />,
  'dashboard-ended': <DashboardView {...dashboard} access={sample.ENDED} standing="ending" nextPayment={null} />,
  'dashboard-suspended': <DashboardView {...dashboard} access={sample.SUSPENDED} nextPayment={null} />,
  'devices-empty': <DevicesView {...devices} devices={[]} />,
  'devices-few': (
    <DevicesView
      {...devices}
      errors={{ name: 'You already have a device of this name.' }}
      values={{ name: 'Phone', protocol: 'openvpn' }}
    />
  ),
  'devices-full': <DevicesView {...devices} limit={3} />,
  'devices-200': <DevicesView {...devices} devices={sample.MANY_DEVICES} limit={250} />,
  'devices-no-plan': <DevicesView {...devices} devices={sample.DEVICES.slice(0, 1)} limit={null} />,
  'device-waiting': <DeviceView {...device} device={waiting} templates={[]} />,
  'device-wireguard': <DeviceView {...device} />,
  'device-bad-key': (
    <DeviceView
      {...device}
      device={waiting}
      templates={[]}
      errors={{ publicKey: 'That is not a WireGuard public key.' }}
      values={{ name: 'Phone', publicKey: 'abc' }}
    />
  ),
  'device-openvpn': (
    <DeviceView {...device} device={{ ...waiting, name: sample.LONG_NAME, protocol: 'openvpn' }} templates={[]} />
  ),
  'device-no-server': <DeviceView {...device} device={waiting} templates={[]} serversReady={false} />,
  'device-made': <DeviceMadeView device={sample.PHONE} files={sample.FILES} />,
  'plans-buyer': (
    <PlansView tax plans={sample.PLANS} interval="month" shopper={{ kind: 'buyer', csrf, mayTry: true }} />
  ),
  'plans-switch': (
    <PlansView
      tax={false}
      plans={sample.PLANS}
      interval="year"
      shopper={{ kind: 'subscriber', lookupKey: 'turnpike_plus_year_usd' }}
    />
  ),
  'checkout-waiting': <CheckoutView state="waiting" path="/checkouts/c1" />,
  'checkout-done': <CheckoutView state="done" planName="Plus" />,
  'checkout-failed': (
    <CheckoutView state="failed" reason="You left the payment page before paying. Nothing was charged." />
  ),
  'second-factor-enrol': (
    <EnrolView
      csrf={csrf}
      role="owner"
      isRequired
      isAnonymous={false}
      unproven={null}
      offer={sample.OFFER}
      error="That code is wrong."
    />
  ),
  'second-factor': (
    <SecondFactorView
      csrf={csrf}
      role="customer"
      isAnonymous={false}
      since={sample.ago(3000)}
      codesLeft={9}
      isLastFactor
      error={null}
    />
  ),
  'second-factor-codes': <RecoveryCodesView codes={sample.RECOVERY_CODES} goesOn="/account" />,
  account: (
    <AccountView
      isAnonymous={false}
      csrf={csrf}
      now={now}
      email={sample.LONG_EMAIL}
      emailVerified={false}
      createdAt={sample.ago(60 * 24 * 40)}
      factors={{ hasApp: true, passkeys: 2 }}
      errors={{ current: 'That is not your current password.' }}
      sessions={[
        {
          id: 's1',
          createdAt: sample.ago(50),
          lastSeenAt: sample.ago(0),
          isCurrent: true,
          device: 'Firefox on Windows',
        },
        { id: 's2', createdAt: sample.ago(3000), lastSeenAt: sample.ago(1500), isCurrent: false, device: null },
      ]}
    />
  ),
}
