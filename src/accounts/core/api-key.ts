// What an API key may be: its scopes by role, its name, how long it lasts, and whether it still opens something.
import { Refusal } from '../../lib/refusal.ts'

export const SCOPES = ['account:read', 'devices:read', 'devices:write', 'billing:read', 'staff:read'] as const
export type Scope = (typeof SCOPES)[number]

/** Days; the shortest first. */
export const LIFETIMES = [30, 90, 365] as const

/** Of one account at a time. */
export const MOST_KEYS = 20

/** What a key of somebody with this role can be given. */
export function scopesFor(role: string): Scope[] {
  return SCOPES.filter((scope) => role !== 'customer' || scope !== 'staff:read')
}

/** Also a constraint of the table. Throws Refusal `invalid`. */
export function parseKeyName(text: string): string {
  const name = text.trim()
  if (/^[A-Za-z0-9][A-Za-z0-9 _-]{0,39}$/.test(name)) return name
  throw new Refusal(
    'invalid',
    'Use up to 40 letters, digits, spaces, - and _ for the name, beginning with a letter or digit.',
  )
}

/** In the order of SCOPES, each once. Throws Refusal `invalid` for none, and for one that this role cannot give. */
export function parseScopes(asked: readonly string[], role: string): Scope[] {
  const may = scopesFor(role)
  if (asked.some((one) => !may.some((scope) => scope === one))) {
    throw new Refusal('invalid', 'Choose from the rights on the page.')
  }
  const scopes = may.filter((scope) => asked.includes(scope))
  if (scopes.length === 0) throw new Refusal('invalid', 'Choose at least one right.')
  return scopes
}

interface KeyFacts {
  /** Of the account when the key was made. */
  madeAs: string
  /** Of the account now. */
  role: string
  bannedAt: Date | null
  hasSecondFactor: boolean
  expiresAt: Date
  revokedAt: Date | null
}

/** A key ends by time, by hand, with a ban, with another role, and for staff with the second factor. */
export function keyIsLive(
  { madeAs, role, bannedAt, hasSecondFactor, expiresAt, revokedAt }: KeyFacts,
  now: Date,
): boolean {
  if (revokedAt !== null || bannedAt !== null || now >= expiresAt) return false
  return role === madeAs && (role === 'customer' || hasSecondFactor)
}
