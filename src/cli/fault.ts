// What an error means for the person at the terminal. Known faults are one line that says what to do; only bugs show
// where in the code they happened.
import { ConfigError } from '../config.ts'
import { Refusal } from '../lib/refusal.ts'

/** Ends a command with this status. With a `cause` that is said first; without, the command has said everything already. */
export class ExitStatus extends Error {
  readonly status: number

  constructor(status: number, cause?: unknown) {
    super(`exit status ${status}`, { cause })
    this.name = 'ExitStatus'
    this.status = status
  }
}

// Node's error codes, and PostgreSQL's (appendix A of its manual).
const NO_DATABASE = 'The database does not answer. Check DATABASE_URL, and that the server runs.'
const SENTENCES: Record<string, string> = {
  ECONNREFUSED: NO_DATABASE,
  ENOTFOUND: NO_DATABASE,
  EHOSTUNREACH: NO_DATABASE,
  ETIMEDOUT: NO_DATABASE,
  '57P03': 'The database is starting or stopping. Try again in a moment.',
  '28P01': 'DATABASE_URL: the database refuses this user or password.',
  '28000': 'DATABASE_URL: the database refuses this user.',
  '3D000': 'DATABASE_URL: there is no database of this name on the server. Create it first.',
  '42P01': 'The database does not have the tables of this version. Run: turnpike migrate',
  '42703': 'The database does not have the tables of this version. Run: turnpike migrate',
  EADDRINUSE: 'PORT: another program listens there. Stop it, or set PORT to a free one.',
}

/** Lines for standard error, and the exit status. */
export function describeFault(error: unknown): { lines: string[]; status: 1 | 2 } {
  if (error instanceof ConfigError) return { lines: error.message.split('\n'), status: 2 }
  if (error instanceof Refusal) return { lines: [error.message], status: error.code === 'invalid' ? 2 : 1 }
  const sentence = SENTENCES[codeOf(error)]
  if (sentence) return { lines: [sentence], status: 1 }
  if (!(error instanceof Error)) return { lines: [String(error)], status: 1 }
  // `new Error(sentence)` is how the floor tells a fault to people; any other kind comes from a bug or from outside.
  const isSentence = error.name === 'Error' && error.message !== ''
  return { lines: [isSentence ? error.message : (error.stack ?? error.name)], status: 1 }
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]) // a host with several addresses
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
