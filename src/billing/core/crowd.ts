// Whether a fetch should wait because events about the customer still pour in: what is fetched now would be fetched again at once. Pure.

/** Events that are not dealt with, of one customer. */
export interface Waiting {
  count: number
  oldest: Date | null
  newest: Date | null
}

/** A checkout has a dozen events; who has more at once is in the middle of something larger, and nobody sits before a page for it. */
const CROWD = 16
const QUIET_MS = 500
const LOOK_MS = 100
/** Well within the ten seconds in which who has paid is to be connected. */
const LONGEST_MS = 3_000

/** Milliseconds until it should be looked again; 0: fetch. */
export function patienceFor({ count, oldest, newest }: Waiting, now: Date): number {
  if (count < CROWD || !oldest || !newest) return 0
  const waited = now.getTime() - oldest.getTime()
  const quiet = now.getTime() - newest.getTime()
  return waited >= LONGEST_MS || quiet >= QUIET_MS ? 0 : LOOK_MS
}
