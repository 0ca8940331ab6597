// Stripe's lists: newest first, a cursor either way, has_more, no total. Invariant: following starting_after visits each row once.
import type { Field, Params } from './params.ts'
import { either, hash, integer, text } from './params.ts'
import { invalid } from './errors.ts'

export const pageShape = { limit: integer({ min: 1, max: 100 }), starting_after: text(), ending_before: text() }

export interface CreatedRange {
  gt?: number | undefined
  gte?: number | undefined
  lt?: number | undefined
  lte?: number | undefined
}
/** `created=5` or `created[gte]=5`. */
export function createdRange(): Field<CreatedRange> {
  const at = integer()
  const range = hash({ gt: at, gte: at, lt: at, lte: at })
  const exact: Field<CreatedRange> = {
    read(raw, name) {
      const value = at.read(raw, name)
      return { gte: value, lte: value }
    },
  }
  return either(exact, range, (raw) => typeof raw === 'string')
}

/** True for a moment inside the range; no range holds every moment. */
export function inRange(created: number, range: CreatedRange | undefined): boolean {
  if (!range) return true
  const { gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity } = range
  return created > gt && created >= gte && created < lt && created <= lte
}

export interface ListObject<T> {
  object: 'list'
  data: T[]
  has_more: boolean
  url: string
}

/** One page of `rows`, which come newest first and already filtered. */
export function pageOf<T extends { id: string }>(
  rows: Iterable<T>,
  params: Params<typeof pageShape>,
  url: string,
): ListObject<T> {
  const { starting_after: after, ending_before: before, limit = 10 } = params
  if (after !== undefined && before !== undefined)
    throw invalid('You can only specify one of starting_after and ending_before.', 'starting_after')
  const taken = before === undefined ? following(rows, after, limit) : preceding(rows, before, limit)
  return { object: 'list', data: taken.data, has_more: taken.more, url }
}

function following<T extends { id: string }>(rows: Iterable<T>, after: string | undefined, limit: number) {
  const data: T[] = []
  let started = after === undefined
  for (const row of rows) {
    if (started && data.length === limit) return { data, more: true }
    if (started) data.push(row)
    else started = row.id === after
  }
  if (!started) throw invalid(`No such object: '${after}'`, 'starting_after', 'resource_missing')
  return { data, more: false }
}

function preceding<T extends { id: string }>(rows: Iterable<T>, before: string, limit: number) {
  const newer: T[] = []
  for (const row of rows) {
    if (row.id === before) return { data: newer.slice(-limit), more: newer.length > limit }
    newer.push(row)
  }
  throw invalid(`No such object: '${before}'`, 'ending_before', 'resource_missing')
}

/** Only the rows that pass the test, still one by one, so that a page of a long table reads no more than it needs. */
export function* where<T>(rows: Iterable<T>, passes: (row: T) => boolean): Generator<T> {
  for (const row of rows) if (passes(row)) yield row
}
