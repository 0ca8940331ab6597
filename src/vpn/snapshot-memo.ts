// One snapshot for all nodes that ask at about the same time: twenty nodes that one change wakes cost one or two readings.
// Invariant: whoever asks for one "since" a moment gets one whose reading began at or after it.
import type { FleetSnapshot } from './fleet-snapshot.ts'

export interface SnapshotMemo {
  /** A moment to pass to `since` later; moments rise. */
  moment(): number
  /** A snapshot that is current as far as wakes and time tell; it may miss what was committed an instant ago. */
  latest(): Promise<FleetSnapshot>
  /** A snapshot whose reading began after `moment`. */
  since(moment: number): Promise<FleetSnapshot>
}

interface Reading {
  begun: number
  wakes: number
  snapshot: Promise<FleetSnapshot>
  /** Set when it is done; a failed reading is never kept. */
  isOver: (() => boolean) | null
}

interface Needs {
  take: () => Promise<FleetSnapshot>
  wakes: () => number
  now: () => Date
  /** How long a snapshot is trusted without a wake, milliseconds; not by the clock, which may be set back. */
  trust: number
}

export function createSnapshotMemo({ take, wakes, now, trust }: Needs): SnapshotMemo {
  let moments = 0
  let current: Reading | null = null
  let next: Promise<Reading> | null = null

  const begin = (): Reading => {
    const reading: Reading = { begun: ++moments, wakes: wakes(), snapshot: take(), isOver: null }
    const settled = reading.snapshot.then(
      ({ changesAt }) => {
        const trustedUntil = performance.now() + trust
        reading.isOver = () => performance.now() >= trustedUntil || (changesAt !== null && now() >= changesAt)
      },
      () => {
        if (current === reading) current = null // its askers get the error; the next one reads again
      },
    )
    void settled
    current = reading
    return reading
  }
  /** The reading after the one that is under way, shared by all who need it. */
  const afterThis = (busy: Reading): Promise<Reading> => {
    next ??= busy.snapshot.then(
      () => startNext(),
      () => startNext(),
    )
    return next
  }
  const startNext = (): Reading => {
    next = null
    return begin()
  }
  const fresh = async (isOld: (reading: Reading) => boolean): Promise<FleetSnapshot> => {
    if (current === null) return begin().snapshot
    if (!isOld(current)) return current.snapshot
    const reading = current.isOver === null ? await afterThis(current) : begin()
    return reading.snapshot
  }
  return {
    moment: () => ++moments,
    latest: () => fresh((it) => it.wakes !== wakes() || (it.isOver?.() ?? false)),
    since: (moment) => fresh((it) => it.begun < moment),
  }
}
