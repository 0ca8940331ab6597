// How far a run of reconciliation is: the share of its time that is walked, newest first, over all of its lists. Pure.
// Invariant: between 0 and 1, and it does not fall while windows are walked.

export interface WalkedWindow {
  from_at: Date
  /** What was created at this moment or later is compared. */
  below_at: Date
}

/**
 * `lists`: the windows of each list that are known. `span`: what each list is walked over. Before `oldest` nothing was ever stored, so
 * that time is walked at once and does not count.
 */
export function walkedShare(
  lists: readonly (readonly WalkedWindow[])[],
  span: { from: Date; to: Date },
  oldest: Date | null,
): number {
  const from = Math.max(span.from.getTime(), oldest?.getTime() ?? 0)
  const whole = (span.to.getTime() - from) * lists.length
  if (whole <= 0) return 1
  const left = lists.flat().reduce((sum, { from_at, below_at }) => {
    return sum + Math.max(0, below_at.getTime() - Math.max(from, from_at.getTime()))
  }, 0)
  return Math.min(1, Math.max(0, 1 - left / whole))
}
