// What every part of a recorded life works with. Invariant: what is kept is kept under a name of its own, in the order it was met.
import type { Call, Json } from './call-api.ts'

export interface Shop {
  call: Call
  /** Moves the clock and returns when all that became due has happened. */
  travel(days: number): Promise<void>
}
export interface Telling extends Shop {
  /** Records the object as one of the SDK's `type`, and gives it back. */
  keep(name: string, type: string, object: Json): Json
}

/** An object's id. */
export function id(object: Json): string {
  return String(object['id'])
}

/** A list's objects; the first is always there, or the life did not go as told. */
export function items(list: Json): [Json, ...Json[]] {
  const data = list['data'] as Json[] // Stripe's list object
  const [first, ...rest] = data
  if (!first) throw new Error(`An empty list: ${String(list['url'])}`)
  return [first, ...rest]
}
