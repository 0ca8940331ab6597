// An event as an endpoint of some version gets it. Invariant: the same event in every version; only where its object's facts stand
// differs, and previous_attributes says what differs in that version.
import { previousAttributes } from '../events/previous-attributes.ts'
import { show, type Shown } from '../state/render.ts'
import type { EventRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { beforeBasil } from './before-basil.ts'
import { BEFORE_BASIL } from './payload-versions.ts'

/** `version` null: the account's own, which is the current one. */
export function showEventIn(world: World, event: EventRow, version: string | null): object {
  const current = show(world, 'event', event)
  if (version !== BEFORE_BASIL) return current
  // What emit() froze is always an object as the API shows it.
  const now = JSON.parse(event.objectJson) as Shown
  const object = beforeBasil(world, now)
  if (event.previousJson === null) return { ...current, api_version: version, data: { object } }
  const before = beforeBasil(world, withParts(now, JSON.parse(event.previousJson) as object))
  return {
    ...current,
    api_version: version,
    data: { object, previous_attributes: previousAttributes(before, object) ?? {} },
  }
}

/** The object with the parts of it that `previousAttributes` names: as it was. */
function withParts<T extends object>(whole: T, parts: object): T {
  const own = new Map<string, unknown>(Object.entries(whole))
  for (const [key, part] of Object.entries(parts)) {
    const value = own.get(key)
    own.set(key, isHash(value) && isHash(part) ? withParts(value, part) : part)
  }
  // Fields are replaced by what they were, so it is still an object of its kind.
  return Object.fromEntries(own) as T
}

function isHash(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
