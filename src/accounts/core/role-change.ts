// Whether an account gets another role. Invariant: a shop keeps an owner who can log in, and nobody works in it whose address was never
// proved, who is shut out, or who has no address at all.
import { Refusal } from '../../lib/refusal.ts'

export type StaffRole = 'support' | 'owner'
export type AnyRole = StaffRole | 'customer'
export const STAFF_ROLES = ['support', 'owner'] as const satisfies StaffRole[]

/** `give` to somebody who has none yet, `change` for somebody of the staff, `take` it away. */
export type RoleWish = { act: 'give' | 'change'; role: StaffRole } | { act: 'take' }

export interface RoleFacts {
  role: AnyRole
  state: 'usable' | 'anonymous' | 'unverified' | 'banned' | 'deleted'
  /** Owners beside this one who can log in. */
  otherOwners: number
}

const NOT_FOR_STAFF: Record<Exclude<RoleFacts['state'], 'usable'>, string> = {
  anonymous: 'An account without e-mail cannot work here. It takes one with an address.',
  unverified: 'The e-mail address of this account is not confirmed yet. Have it confirmed first.',
  banned: 'This account is banned. Lift the ban first.',
  deleted: 'This account was deleted.',
}
const LAST_OWNER = 'This is the last owner of the shop. Make somebody else an owner first.'

/** The role it has then; the one it has now where there is nothing to do. Refusals: `taken` (staff already), `conflict`. */
export function roleAfter({ role, state, otherOwners }: RoleFacts, wish: RoleWish): AnyRole {
  const to = wish.act === 'take' ? 'customer' : wish.role
  if (to === role) return role
  if (wish.act === 'give' && role !== 'customer') {
    throw new Refusal('taken', 'This account works here already. Change its role instead.')
  }
  if (wish.act === 'change' && role === 'customer') {
    throw new Refusal('conflict', 'This account does not work here. Give it a role first.')
  }
  if (to !== 'customer' && state !== 'usable') throw new Refusal('conflict', NOT_FOR_STAFF[state])
  if (role === 'owner' && otherOwners === 0) throw new Refusal('conflict', LAST_OWNER)
  return to
}
