// Rows as CSV (RFC 4180), safe to open in a spreadsheet.
// Invariant: no cell begins as a formula does. What customers and staff typed stands in them.
// Nor does what a program makes a cell of that splits at semicolons or tabs, as where the comma is the decimal mark.
// Source: OWASP, CSV Injection: a cell that begins with = + - @ tab or carriage return may be computed.

import type { PageContext } from './web.ts'

/** A file to download, written as it is read: the record may be longer than memory. */
export function csvAnswer(c: PageContext, name: string, texts: AsyncGenerator<string, undefined>): Response {
  return c.body(streamOf(texts), 200, {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': `attachment; filename="${name}"`,
  })
}

function streamOf(texts: AsyncGenerator<string, undefined>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await texts.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    cancel: async () => void (await texts.return(undefined)),
  })
}

/** One line, ended. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`
}

function cellOf(text: string): string {
  const begun = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text
  const harmless = begun.replaceAll(/([;\t\r\n])(?=[=+\-@])/g, "$1'")
  return /[",;\r\n\t']/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
