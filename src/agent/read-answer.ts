// What the control plane's short answers say, read as text that may come from anyone: a proxy, a page of an error.
// Invariant: none of the readers throws; what is not as agreed is absent.
import { Problem } from './problem.ts'

export interface Refused {
  code: string
  /** One printable line. */
  message: string
  /** The control plane's clock, milliseconds since 1970, when the request's time was refused. */
  now?: number
}

/** The refusal in an answer (contract.ts, AgentRefusal); null when there is none. */
export function refusalIn(text: string): Refused | null {
  const { code, message, now } = fieldsIn(fieldsIn(text)['error'])
  if (typeof code !== 'string' || typeof message !== 'string') return null
  const refused = { code, message: message.replaceAll(/\p{C}+/gu, ' ').slice(0, 300) }
  const theirs = code === 'clock' && typeof now === 'string' ? Date.parse(now) : Number.NaN
  return Number.isNaN(theirs) ? refused : { ...refused, now: theirs }
}

/** What to throw when a question was answered with a refusal. */
export function refusalOf(what: string, { status, text }: { status: number; text: string }): Problem {
  const why = refusalIn(text)?.message
  const said = `the control plane answered ${status} to the request for or with ${what}`
  return new Problem(why === undefined ? said : `${said}: ${why}`)
}

/** Empty when there is none; whoever asked checks it. */
export function certificateIn(text: string): string {
  return wordIn(text, 'certificate')
}

export function nodeIdIn(text: string): string {
  return wordIn(text, 'nodeId')
}

function wordIn(text: string, name: string): string {
  const value = fieldsIn(text)[name]
  return typeof value === 'string' ? value : ''
}

function fieldsIn(value: unknown): Partial<Record<string, unknown>> {
  const parsed = typeof value === 'string' ? parsedOrNull(value) : value
  return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {}
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
