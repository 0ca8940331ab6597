// Why staff did something, as the audit keeps it. Pure.
import { Refusal } from '../../lib/refusal.ts'

const LONGEST = 500

/** Without spaces around it. Throws Refusal `invalid` when nothing is said, or too much. */
export function checkReason(text: string): string {
  const reason = text.trim()
  if (reason === '' || reason.length > LONGEST) throw new Refusal('invalid', `Say why, in up to ${LONGEST} characters.`)
  return reason
}
