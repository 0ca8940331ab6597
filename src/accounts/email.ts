// E-mail addresses: one rule decides which writings are the same account.
// The rule: ASCII only (so no look-alike letters), spaces around it dropped, one dot at the domain's end dropped, and case
// ignored in both halves. A `+tag` and dots in the first half belong to the address: whether they mean anything is for the
// mailbox's own server to say. What stands in the place of an address (mail/nobody.ts) is none.
// Invariant: two addresses with different keys are never one account, and the reverse.
import { Refusal } from '../lib/refusal.ts'
import { isNobody } from '../mail/nobody.ts'

export interface Email {
  /** Where mail goes: as typed, without spaces around it and with the domain in lower case. */
  address: string
  /** What identifies the account. */
  key: string
}

const MAX = 254 // RFC 5321 4.5.3.1.3: a path has 256 octets with its brackets
const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i // RFC 5322 dot-atom
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** The address in `text`, or null when it holds none that mail could reach. */
export function readEmail(text: string): Email | null {
  if (text.length > MAX * 2) return null
  const whole = text.trim()
  const at = whole.lastIndexOf('@')
  const local = whole.slice(0, at)
  const domain = whole
    .slice(at + 1)
    .toLowerCase()
    .replace(/\.$/, '')
  if (at < 1 || local.length > 64 || !LOCAL.test(local)) return null
  const labels = domain.split('.')
  if (labels.length < 2 || !labels.every((label) => LABEL.test(label)) || /^\d+$/.test(labels.at(-1) ?? '')) return null
  const address = `${local}@${domain}`
  return address.length > MAX || isNobody(address) ? null : { address, key: address.toLowerCase() }
}

/** As `readEmail`; throws Refusal `invalid`. */
export function parseEmail(text: string): Email {
  const email = readEmail(text)
  if (!email) {
    throw new Refusal('invalid', 'That is not an e-mail address we can write to. It should look like name@example.com.')
  }
  return email
}
