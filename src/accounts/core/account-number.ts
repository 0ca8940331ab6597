// The number that opens an account without e-mail: 27 random digits, almost 90 bits, and one that finds what was mistyped.
// Invariant: of two numbers that differ in one digit at most one is whole, so a slip of the finger is never another account.

export const RANDOM_DIGITS = 27
const GROUP = 4

/** The whole number to 27 random digits: 28 of them. */
export function completeNumber(random: string): string {
  return random + checkDigit(random)
}

/** The digits of what was typed, with spaces and hyphens or without; null when it is not a whole number. */
export function readNumber(typed: string): string | null {
  const digits = typed.replaceAll(/[\s\u2010-\u2015-]/g, '')
  if (!/^\d{28}$/.test(digits)) return null
  return completeNumber(digits.slice(0, RANDOM_DIGITS)) === digits ? digits : null
}

/** As it is shown and written down: seven groups of four. */
export function inGroups(digits: string): string {
  return (digits.match(/\d{1,4}/g) ?? []).join(' ')
}

export function lastGroup(digits: string): string {
  return digits.slice(-GROUP)
}

/** ISO 7064, MOD 11,10: one digit that shows every wrong digit and nearly every two that were swapped. */
function checkDigit(digits: string): string {
  let product = 10
  for (const digit of digits) {
    const sum = (product + Number(digit)) % 10
    product = ((sum === 0 ? 10 : sum) * 2) % 11
  }
  return String((11 - product) % 10)
}
