// Results on standard output: one JSON value, or lines for people. Logs and errors never go there.

/** Amounts are integers in minor units and counters are integers, so a bigint is written as the number it is. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item !== 'bigint') return item
    if (!Number.isSafeInteger(Number(item))) throw new RangeError(`${item} is too large for a JSON number`)
    return Number(item)
  })
}

export function printJson(value: unknown): void {
  process.stdout.write(`${toJson(value)}\n`)
}

export function printLine(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Columns as wide as their widest cell. */
export function printTable(head: string[], rows: string[][]): void {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)))
  for (const row of [head, ...rows]) {
    printLine(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
  }
}

/** `2026-01-31 12:00` UTC; a dash for never. */
export function showTime(time: Date | null): string {
  return time === null ? '-' : time.toISOString().slice(0, 16).replace('T', ' ')
}
