// What the JSON API says of things: instants in ISO 8601, money in minor units, names in snake case.
// Invariant: each field is named here, so nothing that a row gains later leaks by itself.
import { z } from '@hono/zod-openapi'
import type { AccountCard } from '../../../accounts/queries.ts'
import type { Entitlement } from '../../../billing/core/entitlement.ts'
import { jsonAmount } from '../../../billing/core/money.ts'
import { isAnonymous } from '../../../mail/nobody.ts'
import type { DeviceView } from '../../../vpn/list-devices.ts'
import type { PaymentRow } from '../../portal/payment-table-view.tsx'

export type Answered<S extends z.ZodType> = z.output<S>

const instant = z.iso.datetime()

export const Account = z
  .object({
    id: z.string(),
    email: z.string().nullable(),
    role: z.enum(['owner', 'support', 'customer']),
    email_verified_at: instant.nullable(),
    banned_at: instant.nullable(),
    created_at: instant,
  })
  .openapi('Account')

export const AccessState = z.object({
  state: z.enum(['none', 'active', 'grace', 'suspended', 'ended']),
  plan: z.string().nullable(),
  until: instant.nullable(),
})

export const Access = AccessState.extend({
  device_limit: z.number().int().nullable(),
  subscription: z
    .object({
      id: z.string(),
      status: z.string(),
      plan: z.string().nullable(),
      current_period_end: instant.nullable(),
      ends_at: instant.nullable(),
    })
    .nullable(),
}).openapi('Access')

export const Payment = z
  .object({
    id: z.string(),
    amount: z.number().int().openapi({ description: 'Minor units.' }),
    refunded: z.number().int(),
    currency: z.string(),
    status: z.enum(['pending', 'succeeded', 'failed']),
    disputed: z.boolean(),
    created_at: instant,
  })
  .openapi('Payment')

export const Device = z
  .object({
    id: z.string(),
    name: z.string(),
    protocol: z.enum(['wireguard', 'openvpn']),
    state: z.string(),
    reason: z.string(),
    addresses: z.array(z.string()),
    public_key: z.string().nullable(),
    created_at: instant,
    last_seen: instant.nullable(),
    received: z.number().int().openapi({ description: 'Bytes.' }),
    sent: z.number().int(),
  })
  .openapi('Device')

export function accountAnswer(card: AccountCard): Answered<typeof Account> {
  return {
    id: card.id,
    email: isAnonymous(card.email) ? null : card.email, // an account without e-mail
    role: card.role,
    email_verified_at: card.emailVerifiedAt?.toISOString() ?? null,
    banned_at: card.bannedAt?.toISOString() ?? null,
    created_at: card.createdAt.toISOString(),
  }
}

export function accessAnswer(access: Entitlement): Answered<typeof AccessState> {
  const until = 'until' in access ? access.until : access.state === 'ended' ? access.since : null
  const plan = 'plan' in access ? access.plan.id : null
  return { state: access.state, plan, until: until?.toISOString() ?? null }
}

export function paymentAnswer(row: PaymentRow): Answered<typeof Payment> {
  const { id, currency, status, disputed } = row
  const [amount, refunded] = [jsonAmount(row.amount), jsonAmount(row.refunded)]
  return { id, amount, refunded, currency, status, disputed, created_at: row.createdAt.toISOString() }
}

export function deviceAnswer(device: DeviceView): Answered<typeof Device> {
  const { id, name, protocol, state, reason, addresses } = device
  return {
    id,
    name,
    protocol,
    state,
    reason,
    addresses,
    public_key: device.publicKey,
    created_at: device.createdAt.toISOString(),
    last_seen: device.lastSeen?.toISOString() ?? null,
    received: Number(device.received),
    sent: Number(device.sent),
  }
}
