// Where a stretch of granted time stands among those that an account has already. Pure.
// Invariant: time that is given never lies on time of the same plan, so no day is lost; what is moved to a plan lies as it lay before.
import { addMonths } from './months.ts'

export interface Stretch {
  id: string
  planId: string
  startsAt: Date
  /** Outside. */
  endsAt: Date
}

/** How much time: days of 24 hours, or months of the calendar. */
export type Length = { days: number } | { months: number }

const DAY = 86_400_000

/** Begins now, or where the time ends that is held of the same plan: granted before, or paid for. */
export function placeGrant(
  held: readonly Stretch[],
  { planId, length, paid }: { planId: string; length: Length; paid: { planId: string | null; until: Date | null } },
  now: Date,
): { startsAt: Date; endsAt: Date } {
  const ends = held.filter((one) => one.planId === planId).map((one) => one.endsAt.getTime())
  if (paid.planId === planId && paid.until) ends.push(paid.until.getTime())
  const startsAt = new Date(Math.max(now.getTime(), ...ends))
  return { startsAt, endsAt: endOf(startsAt, length) }
}

function endOf(startsAt: Date, length: Length): Date {
  return 'months' in length ? addMonths(startsAt, length.months) : new Date(startsAt.getTime() + length.days * DAY)
}

/** How those that follow a revoked one move up, so that no gap opens where it stood. */
export function closeGap(held: readonly Stretch[], revoked: Stretch, now: Date): Stretch[] {
  const left = revoked.endsAt.getTime() - Math.max(revoked.startsAt.getTime(), now.getTime())
  if (left <= 0) return []
  return held
    .filter((one) => one.planId === revoked.planId && one.id !== revoked.id && one.startsAt >= revoked.endsAt)
    .map((one) => ({
      ...one,
      startsAt: new Date(one.startsAt.getTime() - left),
      endsAt: new Date(one.endsAt.getTime() - left),
    }))
}

/** Granted time that is not over, as time of another plan: at once, each piece to its own end. */
export function moveTime(held: readonly Stretch[], now: Date): { from: string; startsAt: Date; endsAt: Date }[] {
  const running = held.filter((one) => one.endsAt > now)
  const first = Math.min(...running.map((one) => one.startsAt.getTime()))
  return running.map(({ id, startsAt, endsAt }) => {
    const isNext = startsAt <= now || startsAt.getTime() === first
    return { from: id, startsAt: isNext ? now : startsAt, endsAt }
  })
}

/** The plan that more time is added to: what runs and ends last, granted or paid for; where nothing runs, what ended last. */
export function planToExtend(
  held: readonly Stretch[],
  paid: { planId: string | null; until: Date | null },
  now: Date,
): string | null {
  const granted = held.map(({ planId, endsAt }) => ({ planId, endsAt, isPaid: false }))
  const bought = paid.planId && paid.until ? [{ planId: paid.planId, endsAt: paid.until, isPaid: true }] : []
  const all = [...granted, ...bought].toSorted((a, b) => b.endsAt.getTime() - a.endsAt.getTime())
  const running = all.filter((one) => one.endsAt > now)
  // What is paid for comes first: an older gift of another plan is not what is meant by more time.
  const chosen = running.find((one) => one.isPaid) ?? running[0] ?? all[0]
  return chosen?.planId ?? null
}
