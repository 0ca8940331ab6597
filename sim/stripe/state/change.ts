// The one way to change a row and to tell of it. Invariant: an `updated` event carries exactly what differs from before.
import type { Kind, Tables } from './tables.ts'
import type { World } from './world.ts'
import { emit } from '../events/emit.ts'
import { previousAttributes } from '../events/previous-attributes.ts'
import { show } from './render.ts'
import { noSuch } from '../http/errors.ts'

/** Replaces some fields without an event. */
export function change<K extends Kind>(world: World, kind: K, id: string, patch: Partial<Tables[K]>): Tables[K] {
  const before = mustFind(world, kind, id)
  // A row with some of its own fields replaced is still a row of its kind.
  return world.store.put(kind, { ...before, ...patch } as Tables[K])
}

/** Stores a new row and emits `type` for it. */
export function create<K extends Kind>(world: World, kind: K, row: Tables[K], type: string): Tables[K] {
  world.store.put(kind, row)
  emit(world, type, show(world, kind, row))
  return row
}

/** Replaces some fields and emits `type` with previous_attributes; silent when nothing visible changed and the type is an update. */
export function changeAndTell<K extends Kind>(
  world: World,
  kind: K,
  id: string,
  patch: Partial<Tables[K]>,
  type: string,
): Tables[K] {
  const before = show(world, kind, mustFind(world, kind, id))
  const after = change(world, kind, id, patch)
  const shown = show(world, kind, after)
  const previous = previousAttributes(before, shown)
  if (previous !== null || !type.endsWith('.updated'))
    emit(world, type, shown, type.endsWith('.updated') ? previous : null)
  return after
}

/** Emits `type` for the row as it is now. */
export function tell<K extends Kind>(world: World, kind: K, id: string, type: string): void {
  emit(world, type, show(world, kind, mustFind(world, kind, id)))
}

/** The row, or Stripe's resource_missing; `param` names the parameter the id came in (none: the path). */
export function mustFind<K extends Kind>(world: World, kind: K, id: string, param?: string): Tables[K] {
  const row = world.store.get(kind, id)
  if (
    row === undefined ||
    (kind === 'customer' && param !== undefined && 'sim' in row && 'deleted' in row.sim && row.sim.deleted)
  ) {
    throw noSuch(kind, id, param)
  }
  return row
}
