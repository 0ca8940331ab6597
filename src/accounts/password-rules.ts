// Which passwords are accepted: length, and a small offline check against what a guesser tries first. NIST 800-63B-4: at
// least 15 characters where the password is the only factor, no rules of composition, 64 and more allowed.
// Invariant: a character is a code point of the NFC form, here and in the hash, so every keyboard gives the same password.
import { Refusal } from '../lib/refusal.ts'
import type { Email } from './email.ts'

const SHORTEST = 15
const LONGEST = 256
const ROWS = 'qwertyuiopasdfghjklzxcvbnm'

/** The form that is counted and hashed; null when no password could look so (too long to touch, or not Unicode text). */
export function normalPassword(password: string): string | null {
  return password.length > LONGEST * 4 || !password.isWellFormed() ? null : password.normalize('NFC')
}

/** Throws Refusal `invalid` with the rule that was broken; `email` is the account's own. */
export function checkPassword(password: string, email: Email): void {
  const fault = passwordFault(password, email)
  if (fault !== null) throw new Refusal('invalid', fault)
}

/** The sentence to show, or null when the password is accepted. */
export function passwordFault(password: string, email: Email): string | null {
  const normal = normalPassword(password)
  const length = normal === null ? Infinity : Array.from(normal).length
  if (length > LONGEST) return `The password is too long. Use at most ${LONGEST} characters.`
  if (length < SHORTEST)
    return `The password is too short. Use at least ${SHORTEST} characters; a few words in a row are fine.`
  const lower = (normal ?? '').toLowerCase()
  if (isPattern(lower))
    return 'The password is one pattern repeated, which is guessed first. Use a few unrelated words.'
  if (mostlyNames(lower, email.key)) {
    return 'The password is mostly your e-mail address or the name of this service. Use a few unrelated words.'
  }
  return null
}

/** One unit of up to eight characters over and over, a run such as 12345…, or a walk along the keyboard. */
function isPattern(text: string): boolean {
  const points = Array.from(text)
  for (let unit = 1; unit <= 8; unit++) {
    if (points.every((point, index) => point === points[index % unit])) return true
  }
  return isRun(points) || (ROWS + ROWS).includes(text)
}

function isRun(points: string[]): boolean {
  const steps = points
    .slice(1)
    .map((point, index) => (point.codePointAt(0) ?? 0) - (points[index]?.codePointAt(0) ?? 0))
  return [1, -1].some((direction) => steps.every((step) => step === direction || step === -9 * direction)) // 9 and then 0
}

/** True when taking out the names and then digits and signs leaves less than a word to guess. */
function mostlyNames(text: string, emailKey: string): boolean {
  const [local = '', domain = ''] = emailKey.split('@')
  const names = [emailKey, domain, local, 'turnpike'].filter((name) => name.length >= 3)
  const rest = names.reduce((left, name) => left.replaceAll(name, ''), text)
  return rest !== text && rest.replace(/[\p{N}\p{P}\p{S}\s]/gu, '').length < 6
}
