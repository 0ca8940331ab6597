// What an updated event says of before. Invariant: applying it to data.object gives the object as it was.

/** The old values of what changed: parts of hashes, whole lists; null when nothing did. */
export function previousAttributes(before: object, after: object): Record<string, unknown> | null {
  const old = new Map<string, unknown>(Object.entries(before))
  const now = new Map<string, unknown>(Object.entries(after))
  const changed: [string, unknown][] = []
  for (const key of new Set([...old.keys(), ...now.keys()])) {
    const was = old.get(key)
    const is = now.get(key)
    if (same(was, is)) continue
    changed.push([key, isHash(was) && isHash(is) ? previousAttributes(was, is) : (was ?? null)])
  }
  return changed.length === 0 ? null : Object.fromEntries(changed)
}

function isHash(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function same(left: unknown, right: unknown): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right)
}
