// Months in UTC. Pure.

/** The last `count` months such as `2026-11`, oldest first, that of `now` at the end; and when the oldest began. */
export function lastMonths(now: Date, count: number): { months: string[]; since: Date } {
  const first = (back: number) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1))
  const months = Array.from({ length: count }, (_, at) =>
    first(count - 1 - at)
      .toISOString()
      .slice(0, 7),
  )
  return { months, since: first(count - 1) }
}

/** The same day and time so many months later; where that month is shorter, its last day. */
export function addMonths(at: Date, count: number): Date {
  const day = at.getUTCDate()
  const later = new Date(at)
  later.setUTCMonth(at.getUTCMonth() + count)
  if (later.getUTCDate() !== day) later.setUTCDate(0)
  return later
}
