// Pages of a long record, newest first: the address names the last row that was seen.
import type { PageContext } from './web.ts'

/** Null: from the newest. */
export function beforeIn(c: PageContext): bigint | null {
  const text = c.req.query('before') ?? ''
  return /^\d{1,18}$/.test(text) ? BigInt(text) : null
}

/** A row's place in a record that is ordered by a time and then by an id, both falling. */
export interface Place {
  at: Date
  id: string
}

/** As `beforeIn`, in such a record. */
export function placeIn(c: PageContext): Place | null {
  const [, at, id] = /^(\d{1,15})_(\w{1,100})$/.exec(c.req.query('before') ?? '') ?? []
  return at === undefined || id === undefined ? null : { at: new Date(Number(at)), id }
}

/** How `placeIn` reads it. */
export function placeText({ at, id }: Place): string {
  return `${at.getTime()}_${id}`
}

/** The address of one page of what was searched for; `before` null: the newest. */
export function pageLink(path: string, search: object, before: bigint | string | null): string {
  const query = new URLSearchParams({ ...search, ...(before === null ? {} : { before: String(before) }) })
  return query.size === 0 ? path : `${path}?${query}`
}
