// How long to wait before the next try. Pure.
// Invariant: the first retry is at once, because most connections break when the other side restarts; later ones spread out
// with full jitter, so a thousand nodes do not come back in step.

/** Milliseconds before retry number `failures` (from 1), at most `longest`. `random` is in [0, 1). */
export function retryDelay(failures: number, random: number, longest: number): number {
  if (failures <= 1) return random * 50
  const ceiling = Math.min(longest, 250 * 2 ** Math.min(failures - 2, 16))
  return ceiling / 2 + (random * ceiling) / 2
}
