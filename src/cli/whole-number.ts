// A number as an option of a command.
import { InvalidArgumentError } from 'commander'
import { readWholeNumber } from '../lib/whole-number.ts'

/** Throws what commander tells as wrong usage. */
export function wholeNumber(text: string): number {
  const number = readWholeNumber(text)
  if (number === null) throw new InvalidArgumentError('Say a whole number.')
  return number
}
