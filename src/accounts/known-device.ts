// Lets a device that once logged in try again while strangers are locked out: others' failures must not shut an owner out. On one that
// the account does not know a log-in is told by mail. Invariant: the value opens nothing by itself; with it, attempts are only counted
// apart from those of everybody else. It is good until the account forgets its devices (`forgetDevices`).
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { KeyRing } from '../lib/seal.ts'

/** An account, and how often it forgot its devices. */
export interface DeviceOwner {
  id: string
  deviceEpoch: number
}

export interface KnownDevices {
  /** What a device of this account keeps, in a long-lived cookie. */
  issue(owner: DeviceOwner): string
  recognises(value: string | null, owner: DeviceOwner): boolean
}

/** `keys` is `seal.derive('known-device')`. */
export function createKnownDevices(keys: KeyRing): KnownDevices {
  const mark = (key: Buffer, { id, deviceEpoch }: DeviceOwner) =>
    createHmac('sha256', key).update(`${id} ${deviceEpoch}`).digest('base64url')
  return {
    issue: (owner) => mark(keys[0], owner),
    recognises(value, owner) {
      const given = Buffer.from(value ?? '')
      return keys.some((key) => {
        const expected = Buffer.from(mark(key, owner))
        return given.length === expected.length && timingSafeEqual(given, expected)
      })
    },
  }
}
