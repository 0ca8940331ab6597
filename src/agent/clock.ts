// The node's own clocks, given to whatever needs the time.
// Invariant: ends of access follow the wall clock, because they are instants; spans of silence follow `elapsed`, which no
// change of the wall clock can stretch.

/** The instant, by the node's own clock. */
export type Clock = () => Date

/** Milliseconds since some fixed moment of this process; never goes back. */
export type Elapsed = () => number

export interface Clocks {
  clock: Clock
  elapsed: Elapsed
}

export const systemClocks: Clocks = { clock: () => new Date(), elapsed: () => performance.now() }
