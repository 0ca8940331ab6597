// Random names and secrets. Secrets are stored as SHA-256 only: they carry 256 random bits, so no slow hash is needed.
import { createHash, randomBytes, randomInt } from 'node:crypto'

/** What people read aloud and type: without 0, O, 1, I and L. */
const READABLE = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789'

/** An opaque id that says its kind and nothing else: `dev_` and 20 of 32 characters, 100 random bits. */
export function newId(prefix: string): string {
  return `${prefix}_${newSigns(20)}`
}

/** So many small letters and digits, 5 random bits each: for secrets that must stand where case is lost. */
export function newSigns(count: number): string {
  return Array.from({ length: count }, () => ALPHABET[randomInt(ALPHABET.length)] ?? '').join('')
}

/** For paper and statements: groups of five, such as `7KQ2M-XW4RT`; each sign is almost 5 random bits. */
export function newReadable(groups: number): string {
  const sign = () => READABLE[randomInt(READABLE.length)] ?? ''
  return Array.from({ length: groups }, () => Array.from({ length: 5 }, sign).join('')).join('-')
}

/** 256 random bits, base64url, 43 characters. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
