// From payment to tunnel: what happened to a customer, newest first, and one sentence why he is or is not connected.
import type { Entitlement } from '../../billing/core/entitlement.ts'
import { formatMoney, type Money } from '../../billing/core/money.ts'

export interface TimelineEntry {
  kind: 'payment' | 'event' | 'access' | 'device' | 'node' | 'handshake' | 'ticket'
  at: Date
  tone: 'good' | 'wait' | 'bad' | 'off'
  title: string
  /** The reason, in a sentence; may be empty. */
  detail: string
}

/** What the timeline is made of; rows as their features list them. */
export interface Story {
  access: Entitlement
  accessChangedAt: Date | null
  payments: (Money & { status: 'pending' | 'succeeded' | 'failed'; createdAt: Date })[]
  refunds: (Money & { status: string; createdAt: Date })[]
  disputes: (Money & { status: string; createdAt: Date })[]
  events: { type: string; state: 'pending' | 'done' | 'ignored' | 'failed'; reason: string | null; receivedAt: Date }[]
  devices: { name: string; state: string; reason: string; createdAt: Date; lastSeen: Date | null }[]
  nodes: { name: string; state: string; words: string; upToDate: boolean; lastSeenAt: Date | null }[]
  audit: { action: string; at: Date; detail: unknown }[]
  ticketMessages: { kind: 'customer' | 'staff'; subject: string; at: Date }[]
}

export function timelineOf(story: Story): TimelineEntry[] {
  const entries = [
    ...moneyEntries(story),
    ...eventEntries(story),
    ...accessEntries(story),
    ...tunnelEntries(story),
    ...ticketEntries(story),
  ]
  return entries.toSorted((a, b) => b.at.getTime() - a.at.getTime())
}

const PAID = {
  succeeded: { tone: 'good', word: 'paid' },
  pending: { tone: 'wait', word: 'on its way' },
  failed: { tone: 'bad', word: 'failed' },
} as const

function moneyEntries({ payments, refunds, disputes }: Story): TimelineEntry[] {
  const entry = (tone: TimelineEntry['tone'], at: Date, title: string, detail = '') =>
    ({ kind: 'payment', tone, at, title, detail }) as const
  return [
    ...payments.map((one) =>
      entry(PAID[one.status].tone, one.createdAt, `${formatMoney(one)} ${PAID[one.status].word}`),
    ),
    ...refunds.map((one) =>
      entry('wait', one.createdAt, `${formatMoney(one)} refunded`, `State at Stripe: ${one.status}.`),
    ),
    ...disputes.map((one) =>
      entry('bad', one.createdAt, `${formatMoney(one)} disputed`, `State at Stripe: ${one.status}.`),
    ),
  ]
}

const EVENT_TONES = { done: 'good', pending: 'wait', ignored: 'off', failed: 'bad' } as const

function eventEntries({ events }: Story): TimelineEntry[] {
  return events.map(({ type, state, reason, receivedAt }) => ({
    kind: 'event',
    at: receivedAt,
    tone: EVENT_TONES[state],
    title: `${type}: ${state}`,
    detail: reason ?? '',
  }))
}

/** What an audit row says, in words; one that is not here shows its own name. */
const ACTS: Record<string, string> = {
  'access.grant': 'Time granted',
  'access.extend': 'More time granted',
  'access.change': 'Plan of the granted time changed',
  'access.revoke': 'Granted time revoked',
  'voucher.redeem': 'Voucher redeemed',
  'manual-payment.ask': 'Will pay another way',
  'manual-payment.withdraw': 'Request to pay another way withdrawn',
  'manual-payment.approve': 'Payment that came another way approved',
  'manual-payment.deny': 'Payment another way denied',
  'manual-payment.return': 'Payment that came another way returned',
  'account.ban': 'Banned',
  'account.unban': 'Ban lifted',
  'account.end-sessions': 'Logged out everywhere by staff',
  'account.change-password': 'Password changed',
  'account.reset-password': 'Password reset by mail',
  'api-key.make': 'API key made',
  'api-key.revoke': 'API key revoked',
  'customer.create': 'Account made by the operator',
  'payment.refund': 'Refund asked for',
  'device.add': 'Device added',
  'device.certificate': 'OpenVPN profile made',
  'device.remove': 'Device removed',
  'device.rename': 'Device renamed',
  'device.set-key': 'WireGuard key set',
  'subscription.change': 'Plan changed',
  'subscription.schedule': 'Change of plan planned',
  'subscription.release': 'Planned change taken back',
  'subscription.cancel': 'Subscription cancelled',
  'subscription.keep': 'Cancellation taken back',
  'subscription.cancel-now': 'Subscription ended at once',
  'subscription.pause': 'Subscription paused',
  'subscription.resume': 'Subscription goes on',
}

function accessEntries({ access, accessChangedAt, audit }: Story): TimelineEntry[] {
  const { tone, words } = accessIn(access)
  const current = accessChangedAt
    ? [{ kind: 'access', at: accessChangedAt, tone, title: `Access: ${access.state}`, detail: words } as const]
    : []
  const acts = audit.map(({ action, at, detail }) => {
    const reason = typeof detail === 'object' && detail !== null && 'reason' in detail ? String(detail.reason) : ''
    const isBan = action.startsWith('account.ban')
    return { kind: 'access', at, tone: isBan ? 'bad' : 'off', title: ACTS[action] ?? action, detail: reason } as const
  })
  return [...current, ...acts]
}

function tunnelEntries({ devices, nodes }: Story): TimelineEntry[] {
  const added = devices.map((device): TimelineEntry => {
    const tone = device.state === 'active' ? 'good' : 'wait'
    return { kind: 'device', at: device.createdAt, tone, title: `${device.name} added`, detail: device.reason }
  })
  const seen = devices.flatMap((device): TimelineEntry[] =>
    device.lastSeen
      ? [
          {
            kind: 'handshake',
            at: device.lastSeen,
            tone: 'good',
            title: `${device.name} was last heard of`,
            detail: '',
          },
        ]
      : [],
  )
  const followed = nodes.flatMap((node): TimelineEntry[] => {
    if (!node.lastSeenAt) return []
    const title = node.upToDate ? `${node.name} has the newest list of keys` : `${node.name} is behind`
    return [{ kind: 'node', at: node.lastSeenAt, tone: node.upToDate ? 'good' : 'wait', title, detail: node.words }]
  })
  return [...added, ...seen, ...followed]
}

function accessIn(access: Entitlement): { tone: TimelineEntry['tone']; words: string } {
  switch (access.state) {
    case 'active':
      return { tone: 'good', words: 'Paid for or granted.' }
    case 'grace':
      return { tone: 'wait', words: 'The last payment has not come through; the time of grace runs.' }
    case 'suspended':
      return { tone: 'bad', words: access.reason === 'ban' ? 'The account is banned.' : 'A payment is disputed.' }
    case 'ended':
      return { tone: 'bad', words: 'The paid time is over.' }
    case 'none':
      return { tone: 'off', words: 'Nothing was ever paid or granted.' }
  }
}

/** The first thing on the way from payment to tunnel that is missing; or that nothing is. */
export function reasonOf({ access, devices, nodes }: Story): string {
  if (access.state !== 'active' && access.state !== 'grace') return `Not connected: ${accessIn(access).words}`
  const [first] = devices
  if (!first) return 'Has access, but has added no device.'
  if (!devices.some((device) => device.state === 'active'))
    return `Has access, but no device can connect: ${first.reason}`
  if (!nodes.some((node) => node.state === 'online')) return 'Has access and a device, but no node is online.'
  if (!nodes.some((node) => node.state === 'online' && node.upToDate))
    return 'Has access and a device; the nodes have not taken up the newest list of keys yet.'
  if (!devices.some((device) => device.lastSeen)) return 'Everything is ready, but no device has connected yet.'
  return 'Has access, and a device has connected.'
}

function ticketEntries({ ticketMessages }: Story): TimelineEntry[] {
  return ticketMessages.map(({ kind, subject, at }) => ({
    kind: 'ticket',
    at,
    tone: kind === 'staff' ? 'good' : 'wait',
    title: kind === 'staff' ? 'Support answered' : 'Wrote to support',
    detail: subject,
  }))
}
