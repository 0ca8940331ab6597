// Pages of a long record, newest first: the address names the last row that was seen.
import type { PageContext } from './web.ts'

/** Null: from the newest. */
export function beforeIn(c: PageContext): bigint | null {
  const text = c.req.query('before') ?? ''
  return /^\d{1,18}$/.test(text) ? BigInt(text) : null
}

/** The address of one page of what was searched for; `before` null: the newest. */
export function pageLink(path: string, search: object, before: bigint | null): string {
  const query = new URLSearchParams({ ...search, ...(before === null ? {} : { before: String(before) }) })
  return query.size === 0 ? path : `${path}?${query}`
}
