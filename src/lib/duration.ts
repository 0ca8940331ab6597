// Lengths of time as people write them on a command line: `90s`, `15m`, `2h`, `31d`, `+1h30m`.

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const SHAPE = /^([+-]?)((?:\d+(?:ms|s|m|h|d))+)$/

/** Milliseconds; throws a RangeError that shows the accepted shape. */
export function parseDuration(text: string): number {
  const match = SHAPE.exec(text.trim())
  if (!match) throw new RangeError(`"${text.slice(0, 40)}" is not a length of time. Write it like 90s, 15m, 2h or 31d.`)
  let sum = 0
  for (const part of (match[2] ?? '').matchAll(/(\d+)(ms|s|m|h|d)/g))
    sum += Number(part[1]) * (UNITS[part[2] ?? ''] ?? 0)
  return match[1] === '-' ? -sum : sum
}

/** The shortest exact writing of a length, signed, in a form that `parseDuration` reads back. */
export function formatDuration(milliseconds: number): string {
  const sign = milliseconds < 0 ? '-' : '+'
  const size = Math.abs(Math.round(milliseconds))
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    const length = UNITS[unit] ?? 1
    if (size % length === 0) return `${sign}${size / length}${unit}`
  }
  return `${sign}${size}ms`
}
