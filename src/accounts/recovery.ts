// Recovery codes, for who lost the app: ten, each good once. Only hashes are kept; with 123 random bits none can be guessed
// from its hash, so it is a fast one (OWASP ASVS 5.0, 6.5.2: from 112 bits on).
import { hashSecret, newReadable } from '../lib/token.ts'

const COUNT = 10
const GROUPS = 5

/** For the eyes of their owner, once: in groups of five, as they are written down. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: COUNT }, () => newReadable(GROUPS).toLowerCase())
}

/** Of whichever writing: spaces, dashes and capitals do not count. The account keeps equal codes of two people apart. */
export function hashRecoveryCode(account: string, code: string): Buffer {
  return hashSecret(`${account}:${code.toLowerCase().replaceAll(/[\s-]/g, '')}`)
}
