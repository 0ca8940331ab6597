// Lets a device that once logged in try again while strangers are locked out: others' failures must not shut an owner out.
// Invariant: the value opens nothing by itself; with it, attempts are only counted apart from those of everybody else.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { KeyRing } from '../lib/seal.ts'

export interface KnownDevices {
  /** What a device of this account keeps, in a long-lived cookie. */
  issue(account: string): string
  recognises(value: string | null, account: string): boolean
}

/** `keys` is `seal.derive('known-device')`. */
export function createKnownDevices(keys: KeyRing): KnownDevices {
  const mark = (key: Buffer, account: string) => createHmac('sha256', key).update(account).digest('base64url')
  return {
    issue: (account) => mark(keys[0], account),
    recognises(value, account) {
      const given = Buffer.from(value ?? '')
      return keys.some((key) => {
        const expected = Buffer.from(mark(key, account))
        return given.length === expected.length && timingSafeEqual(given, expected)
      })
    },
  }
}
