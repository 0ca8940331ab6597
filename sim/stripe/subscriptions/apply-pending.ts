// Makes the change that waited for its invoice. Invariant: the items change once, and only when that invoice is paid.
import { change, changeAndTell, mustFind, tell } from '../state/change.ts'
import type { World } from '../state/world.ts'

export function applyPending(world: World, id: string): void {
  const before = mustFind(world, 'subscription', id)
  const { pending } = before.sim
  if (!pending) return
  const waited = before.pending_update !== null
  const patch = { items: { ...before.items, data: pending.items }, billing_cycle_anchor: pending.anchor }
  change(world, 'subscription', id, { pending_update: null, sim: { ...before.sim, pending: null } })
  changeAndTell(world, 'subscription', id, patch, 'customer.subscription.updated')
  if (waited) tell(world, 'subscription', id, 'customer.subscription.pending_update_applied')
}
