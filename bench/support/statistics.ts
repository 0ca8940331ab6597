// Figures of a run. Times are milliseconds.

/** The value that a share `p` (0 to 1) of `values` does not exceed, by the nearest rank. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * p) - 1)] ?? Number.NaN
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

/** One line for a set of times. */
export function describe(values: readonly number[]): string {
  const at = (p: number) => `${percentile(values, p).toFixed(0)} ms`
  return `n ${values.length}, p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}, most ${at(1)}`
}
