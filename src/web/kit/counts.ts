// How many requests this process answered, by class of status: for /metrics.

export interface Counts {
  add(status: number): void
  /** `2xx` -> count. */
  all(): ReadonlyMap<string, number>
}

export function openCounts(): Counts {
  const counts = new Map<string, number>()
  return {
    add(status) {
      const kind = `${Math.floor(status / 100)}xx`
      counts.set(kind, (counts.get(kind) ?? 0) + 1)
    },
    all: () => counts,
  }
}
