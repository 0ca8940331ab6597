// Reads application/x-www-form-urlencoded in Stripe's bracket form: a[b][0][c]=x, a[]=x. Invariant: every leaf is text.

export type Raw = string | RawHash
export interface RawHash {
  [key: string]: Raw
}

/** Without a prototype, so that no name in a form can be more than a name. */
function emptyHash(): RawHash {
  return Object.create(null) as RawHash
}

/** The nested hash of a query or body; a list is a hash with the keys 0, 1, 2... Later values win, as with Stripe. */
export function parseForm(text: string): RawHash {
  const root: RawHash = emptyHash()
  for (const [key, value] of new URLSearchParams(text)) assign(root, pathOf(key), value)
  return root
}

/** `a[b][]` is ['a', 'b', '']. */
export function pathOf(key: string): string[] {
  const open = key.indexOf('[')
  if (open <= 0 || !key.endsWith(']')) return [key]
  return [key.slice(0, open), ...key.slice(open + 1, -1).split('][')]
}

function assign(root: RawHash, path: string[], value: string): void {
  let here = root
  path.forEach((part, depth) => {
    const key = part === '' ? String(nextIndex(here, path, depth)) : part
    if (depth === path.length - 1) {
      here[key] = value
      return
    }
    const inner = here[key]
    const next: RawHash = typeof inner === 'object' ? inner : emptyHash()
    here[key] = next
    here = next
  })
}

// `items[][price]=a&items[][quantity]=2` is one element until a key comes again.
function nextIndex(here: RawHash, path: string[], depth: number): number {
  const count = Object.keys(here).length
  const last = here[String(count - 1)]
  const key = path[depth + 1]
  return key !== undefined && key !== '' && typeof last === 'object' && !(key in last) ? count - 1 : count
}

/** Flattens a JSON value into the same nested hash, for the control API and tests. */
export function fromJson(value: unknown): Raw {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  if (typeof value !== 'object') return JSON.stringify(value)
  const hash: RawHash = emptyHash()
  for (const [key, inner] of Object.entries(value)) hash[key] = fromJson(inner)
  return hash
}
