// Makes ids that look like Stripe's. Ids of hosted pages are their only key, so all of them come from a secure random source.
import { randomBytes } from 'node:crypto'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** `length` unguessable characters (62 of them have no bias worth speaking of: 256 mod 62 = 8). */
export function randomText(length: number): string {
  let text = ''
  for (const byte of randomBytes(length)) text += alphabet[byte % 62] ?? '0'
  return text
}

/** An id such as `cus_...` for the prefix `cus`. */
export function newId(prefix: string, length = 24): string {
  return `${prefix}_${randomText(length)}`
}
