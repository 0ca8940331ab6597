// Recovery codes, for who lost the app: ten, each good once. Only hashes are kept; with 79 random bits none can be guessed
// from its hash, so it is a fast one.
import { randomInt } from 'node:crypto'
import { hashSecret } from '../lib/token.ts'

const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789' // no i, l, o, 0 and 1, which are misread
const COUNT = 10
const LENGTH = 16 // of 31 letters each: 79 bits

/** For the eyes of their owner, once: in groups of four, as they are written down. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: COUNT }, () => {
    const code = Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('')
    return code.replaceAll(/(.{4})(?=.)/g, '$1-')
  })
}

/** Of whichever writing: spaces, dashes and capitals do not count. The account keeps equal codes of two people apart. */
export function hashRecoveryCode(account: string, code: string): Buffer {
  return hashSecret(`${account}:${code.toLowerCase().replaceAll(/[\s-]/g, '')}`)
}
