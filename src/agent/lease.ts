// How long a node serves without hearing from its control plane. Pure.
// Invariant: silence is measured by two clocks and the longer one counts, so setting the wall clock back buys no time; a
// restart loses the monotonic one, and then the wall clock alone decides.

export interface Contact {
  /** Milliseconds since 1970 of the last answer. */
  wall: number
  /** Monotonic milliseconds of this process at the last answer; null when it was an earlier process that heard it. */
  elapsed: number | null
}

export interface Instant {
  wall: number
  elapsed: number
}

/** Milliseconds of silence, never negative. */
export function silence(contact: Contact, now: Instant): number {
  const byElapsed = contact.elapsed === null ? 0 : now.elapsed - contact.elapsed
  return Math.max(0, now.wall - contact.wall, byElapsed)
}

export function isLeaseOver(contact: Contact, leaseSeconds: number, now: Instant): boolean {
  return silence(contact, now) > leaseSeconds * 1000
}
