// Where a stretch of granted time stands among those that an account has already. Pure.
// Invariant: time of one plan never lies on time of the same plan, so no day that was given is lost.

export interface Stretch {
  id: string
  planId: string
  startsAt: Date
  /** Outside. */
  endsAt: Date
}

const DAY = 86_400_000

/** Begins now, or where the time ends that is held of the same plan: granted before, or paid for. */
export function placeGrant(
  held: readonly Stretch[],
  { planId, days, paid }: { planId: string; days: number; paid: { planId: string | null; until: Date | null } },
  now: Date,
): { startsAt: Date; endsAt: Date } {
  const ends = held.filter((one) => one.planId === planId).map((one) => one.endsAt.getTime())
  if (paid.planId === planId && paid.until) ends.push(paid.until.getTime())
  const startsAt = Math.max(now.getTime(), ...ends)
  return { startsAt: new Date(startsAt), endsAt: new Date(startsAt + days * DAY) }
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

/** The plan that more time is added to: of the stretch that ends last, else the one that was paid for. */
export function planToExtend(held: readonly Stretch[], paidPlan: string | null): string | null {
  const last = held.reduce<Stretch | null>((latest, one) => (latest && latest.endsAt > one.endsAt ? latest : one), null)
  return last?.planId ?? paidPlan
}
