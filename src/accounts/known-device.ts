// Lets a device that once logged in try again while strangers are locked out: others' failures must not shut an owner out.
// Invariant: the value opens nothing by itself; with it, attempts are only counted apart from those of everybody else.
import { createHmac, timingSafeEqual } from 'node:crypto'

export interface KnownDevices {
  /** What a device of this account keeps, in a long-lived cookie. */
  issue(account: string): string
  recognises(value: string | null, account: string): boolean
}

/** `key` is `seal.derive('known-device')`. */
export function createKnownDevices(key: Buffer): KnownDevices {
  const issue = (account: string) => createHmac('sha256', key).update(account).digest('base64url')
  return {
    issue,
    recognises(value, account) {
      const given = Buffer.from(value ?? '')
      const expected = Buffer.from(issue(account))
      return given.length === expected.length && timingSafeEqual(given, expected)
    },
  }
}
