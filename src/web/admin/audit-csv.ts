// Rows as CSV (RFC 4180), safe to open in a spreadsheet.
// Invariant: no cell begins as a formula does. What customers and staff typed stands in them.
// Source: OWASP, CSV Injection: a cell that begins with = + - @ tab or carriage return may be computed.

/** One line, ended. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`
}

function cellOf(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n\t']/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
