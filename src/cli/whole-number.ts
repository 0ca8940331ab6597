// A number as an option of a command.
import { InvalidArgumentError } from 'commander'

/** Of up to five digits. Throws what commander tells as wrong usage. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new InvalidArgumentError('Say a whole number.')
  return Number(text)
}
