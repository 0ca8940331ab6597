// Facts that the preview's pages show: one ordinary customer, and the hard cases (long names, many rows, hostile text).
import type { Entitlement, Plan } from '../../../src/billing/core/entitlement.ts'
import type { PaymentRow } from '../../../src/web/portal/payment-table-view.tsx'
import type { PlanOffer } from '../../../src/web/portal/plan-card-view.tsx'
import type { DeviceRow } from '../../../src/web/portal/device-row.ts'
import type { ProfileFile } from '../../../src/web/portal/device-profile-view.tsx'

export const NOW = new Date('2026-11-24T14:05:00Z')
export const CSRF = 'sample-token'
export const LONG_NAME = 'The-living-room-television-with-a-name-that-nobody-ever-shortened-<b>&amp;'
export const LONG_EMAIL = 'somebody.with.a.rather.long.address.and.more+tag@a-long-subdomain.of.example.com'

export function ago(minutes: number): Date {
  return new Date(NOW.getTime() - minutes * 60_000)
}

export function ahead(days: number): Date {
  return new Date(NOW.getTime() + days * 86_400_000)
}

export const PLUS: Plan = { id: 'plus', name: 'Plus', rank: 2, deviceLimit: 5, dataCap: null }

export const ACTIVE: Entitlement = { state: 'active', plan: PLUS, until: ahead(18), cutOff: ahead(25) }
export const GRACE: Entitlement = { state: 'grace', plan: PLUS, until: ahead(4), cutOff: ahead(4) }
export const ENDED: Entitlement = { state: 'ended', since: ago(60 * 24 * 9) }
export const SUSPENDED: Entitlement = { state: 'suspended', reason: 'dispute' }

export const PLANS: PlanOffer[] = [
  offer('basic', 'Basic', 2, 100_000_000_000n, [500n, 5000n]),
  offer('plus', 'Plus', 5, null, [900n, 9000n]),
  offer('family', 'Family', 12, null, [1550n, 15_500n]),
]

function offer(
  id: string,
  name: string,
  deviceLimit: number,
  dataCap: bigint | null,
  prices: [bigint, bigint],
): PlanOffer {
  const currency = 'usd'
  return {
    id,
    name,
    deviceLimit,
    dataCap,
    trialDays: id === 'plus' ? 7 : 0,
    prices: [
      { lookupKey: `turnpike_${id}_month_usd`, interval: 'month', amount: prices[0], currency },
      { lookupKey: `turnpike_${id}_year_usd`, interval: 'year', amount: prices[1], currency },
    ],
  }
}

export const PHONE: DeviceRow = {
  id: 'd1',
  name: 'Phone',
  protocol: 'wireguard',
  state: 'active',
  reason: 'Ready: switch the tunnel on and you are connected.',
  addresses: ['10.64.0.7', 'fd64:7470::7'],
  publicKey: 'q1mFQ0jYx3yq9o2aD3l0oU3xw8m1kTzJm0pR7c5nB1s=',
  createdAt: ago(60 * 24 * 31),
  lastSeen: ago(3),
}

export const DEVICES: DeviceRow[] = [
  PHONE,
  {
    ...PHONE,
    id: 'd2',
    name: 'Work laptop',
    state: 'waiting',
    reason: 'Make its keys to get connected.',
    publicKey: null,
    lastSeen: null,
  },
  {
    ...PHONE,
    id: 'd3',
    name: LONG_NAME,
    protocol: 'openvpn',
    state: 'suspended',
    reason: 'Your plan includes fewer devices: the newest ones are paused.',
    lastSeen: ago(60 * 30),
  },
]

export const MANY_DEVICES: DeviceRow[] = Array.from({ length: 200 }, (_, at) => ({
  ...PHONE,
  id: `m${at}`,
  name: `Device ${at + 1}`,
  lastSeen: ago(at * 7),
}))

export const CONFIG = `[Interface]
PrivateKey = (private key)
Address = 10.64.0.7/32, fd64:7470::7/128
DNS = 9.9.9.9, 2620:fe::fe

[Peer]
PublicKey = q1mFQ0jYx3yq9o2aD3l0oU3xw8m1kTzJm0pR7c5nB1s=
PresharedKey = Zm9ybWF0LW9ubHktbm90LWEtc2VjcmV0LWtleS0wMSE=
AllowedIPs = 0.0.0.0/0, ::/0
Endpoint = fra-1.vpn.example.com:51820
PersistentKeepalive = 25
`

export const FILES: ProfileFile[] = [
  { node: { id: 'n1', name: 'fra-1', location: 'Frankfurt' }, fileName: 'turnpike-fra-1.conf', text: CONFIG },
  { node: { id: 'n2', name: 'sto-2', location: 'Stockholm' }, fileName: 'turnpike-sto-2.conf', text: CONFIG },
]

export const PAYMENTS: PaymentRow[] = [
  payment('p1', 60 * 24 * 12, { status: 'succeeded' }),
  payment('p2', 60 * 24 * 42, { refunded: 300n }),
  payment('p3', 60 * 24 * 73, { refunded: 900n }),
  payment('p4', 60 * 24 * 103, { disputed: true }),
  payment('p5', 60 * 24 * 104, { status: 'failed', invoiceUrl: null, pdfUrl: null }),
]

export const MANY_PAYMENTS: PaymentRow[] = Array.from({ length: 200 }, (_, at) =>
  payment(`q${at}`, 60 * 24 * 30 * at, {}),
)

function payment(id: string, minutesAgo: number, differs: Partial<PaymentRow>): PaymentRow {
  return {
    id,
    createdAt: ago(minutesAgo),
    amount: 900n,
    refunded: 0n,
    currency: 'usd',
    status: 'succeeded',
    disputed: false,
    invoiceUrl: `https://pay.example.com/receipts/${id}`,
    pdfUrl: `https://pay.example.com/receipts/${id}.pdf`,
    ...differs,
  }
}

export const OFFER = {
  link: 'otpauth://totp/Turnpike:ana%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Turnpike',
  secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
  sealed: 'sample',
}
export const RECOVERY_CODES = Array.from({ length: 10 }, (_, at) => `abcd-efgh-jkmn-pq${at + 22}`)

export const TERMS = { rateBp: 2000, holdDays: 30, months: 12, minimum: 2000n }
export const SUMS = [
  { affiliate: 'acct_sample', currency: 'usd', earned: 124_000n, held: 12_000n, payable: 2000n, paid: 110_000n },
  { affiliate: 'acct_sample', currency: 'jpy', earned: 1800n, held: 3800n, payable: -2000n, paid: 0n },
]
export const MONTHS = Array.from({ length: 12 }, (_, at) => ({
  month: `2026-${String(at + 1).padStart(2, '0')}`,
  currency: 'usd',
  amount: BigInt((at - 2) * 900),
}))
export const PAYOUTS = [
  { id: 'pout_1', createdAt: ago(60), amount: 2000n, currency: 'usd', paidAt: null, reference: null },
  {
    id: 'pout_2',
    createdAt: ago(60 * 24 * 40),
    amount: 110_000n,
    currency: 'usd',
    paidAt: ago(60),
    reference: LONG_NAME,
  },
]
