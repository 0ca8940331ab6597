// What of an error may be written down, in the log and in the queue. Invariant: no text of another server or library and no value that
// somebody typed is in it, for both quote addresses. Its kind, its codes and its place in the code are enough to find the fault.

export interface ErrorWords {
  kind: string
  /** Only of an error that the product or the language made itself. */
  says?: string
  /** What a server, a library or Node calls it: `23505`, `ECONNREFUSED`, `email_invalid`, a number of Stripe's request. */
  codes: string[]
  /** Where it was thrown, the innermost place first. */
  at: string[]
  cause?: ErrorWords
}

/** Codes and names that are given by whoever wrote the server or the library; none holds what was sent to it. */
const CODES = ['code', 'responseCode', 'statusCode', 'constraint', 'table', 'param', 'requestId']
const PLACES = 8
const DEPTH = 3

export function errorWords(error: unknown, depth = DEPTH): ErrorWords {
  if (!(error instanceof Error)) return { kind: typeof error, codes: [], at: [] }
  const codes = CODES.flatMap((name) => codeIn(error, name))
  const says = isOwnText(error) ? { says: error.message } : {}
  const cause = depth > 1 && error.cause instanceof Error ? { cause: errorWords(error.cause, depth - 1) } : {}
  return { kind: error.constructor.name, ...says, codes, at: placesOf(error), ...cause }
}

/** The same in one line, without the places. */
export function errorLine(error: unknown): string {
  return lineOf(errorWords(error))
}

function lineOf({ kind, says, codes, cause }: ErrorWords): string {
  const why = cause === undefined ? '' : ` (${lineOf(cause)})`
  return `${says ?? [kind, ...codes].join(' ')}${why}`
}

function codeIn(error: Error, name: string): string[] {
  const value: unknown = Object.getOwnPropertyDescriptor(error, name)?.value
  const isCode = typeof value === 'number' || (typeof value === 'string' && /^[\w.[\]-]{1,80}$/.test(value))
  return isCode ? [String(value)] : []
}

/** A syntax error is not among them: it quotes what was read. Who gives a code is a server, a library or Node. */
function isOwnText(error: Error): boolean {
  if (CODES.some((name) => name in error)) return false
  return [Error, TypeError, RangeError].some((kind) => error.constructor === kind)
}

function placesOf({ stack = '', message }: Error): string[] {
  const start = stack.indexOf(message)
  const lines = stack.slice(start < 0 ? 0 : start + message.length).split('\n')
  return lines.flatMap((line) => (line.startsWith('    at ') ? [line.trim()] : [])).slice(0, PLACES)
}
