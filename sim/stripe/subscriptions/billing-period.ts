// When billing periods begin and end. Pure. Invariant: every boundary is counted from the anchor, so a subscription of 31 January
// renews on 28 (or 29) February and on 31 March again; all in UTC and to the second.
export interface Recurrence {
  interval: string
  interval_count: number
}
export interface Period {
  start: number
  end: number
}
const secondsOf: Record<string, number> = { day: 86400, week: 7 * 86400 }

/** The same time of day so many months later, on the last day of a month that is too short. Seconds since 1970. */
export function plusMonths(time: number, months: number): number {
  const from = new Date(time * 1000)
  const year = from.getUTCFullYear()
  const month = from.getUTCMonth() + months
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  const day = Math.min(from.getUTCDate(), lastDay)
  return Date.UTC(year, month, day, from.getUTCHours(), from.getUTCMinutes(), from.getUTCSeconds()) / 1000
}

/** The n-th boundary from the anchor; the 0th is the anchor. */
export function boundary(anchor: number, { interval, interval_count: count }: Recurrence, n: number): number {
  const seconds = secondsOf[interval]
  if (seconds !== undefined) return anchor + n * count * seconds
  return plusMonths(anchor, n * count * (interval === 'year' ? 12 : 1))
}

/** The period that holds `time`: start <= time < end. */
export function periodAt(anchor: number, recurrence: Recurrence, time: number): Period {
  const length = boundary(anchor, recurrence, 1) - anchor
  let n = Math.floor((time - anchor) / length)
  while (boundary(anchor, recurrence, n) > time) n -= 1
  while (boundary(anchor, recurrence, n + 1) <= time) n += 1
  return { start: boundary(anchor, recurrence, n), end: boundary(anchor, recurrence, n + 1) }
}

/** The part of `amount` that falls on the time from `at` to the end of the period, rounded to minor units. */
export function prorated(amount: number, { start, end }: Period, at: number): number {
  return Math.round((amount * Math.max(0, end - at)) / (end - start))
}
