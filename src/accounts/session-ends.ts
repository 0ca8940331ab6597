// When a session is over, by itself: after a time without use, and after a time in any case. Staff sooner than customers.
// Invariant: the role is the one of now, so a promotion shortens sessions that began before it.
import type { Role } from '../db/schema.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** A session's use is noted at most this often, so it may end up to this much early, never late. Milliseconds. */
export const NOTED_EVERY = MINUTE
/** The longest idle time of any role, for clearing away. Milliseconds. */
export const LONGEST_IDLE = 30 * MINUTE

export interface SessionTimes {
  createdAt: Date
  lastSeenAt: Date
  endsAt: Date
}

/** The instant after which a session of this role is over however much it is used. */
export function absoluteEnd(role: Role, createdAt: Date): Date {
  return new Date(createdAt.getTime() + (role === 'customer' ? 30 * 24 * HOUR : 12 * HOUR))
}

export function isLive(times: SessionTimes, role: Role, now: Date): boolean {
  const idle = role === 'customer' ? LONGEST_IDLE : 15 * MINUTE
  const end = Math.min(times.endsAt.getTime(), absoluteEnd(role, times.createdAt).getTime())
  return now.getTime() < end && now.getTime() - times.lastSeenAt.getTime() < idle
}
