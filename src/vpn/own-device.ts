// Begins each change of a device: the account is held, and the device is its own and live.
// Invariant: changes of one account's devices take turns, so each sees what the one before it did.
import { lockAccessOf } from '../billing/access.ts'
import type { Db, Tx } from '../db/open.ts'
import { Refusal } from '../lib/refusal.ts'
import { ownDevice, type DeviceRow } from './device-queries.ts'

/** Throws Refusal `not-found` for a device that is removed, foreign or never was: they look the same. */
export async function lockOwnDevice(tx: Tx, account: string, device: string): Promise<DeviceRow> {
  await lockAccessOf(tx, account)
  return findOwnDevice(tx, account, device)
}

/** As `lockOwnDevice`, for reading only. */
export async function findOwnDevice(db: Db, account: string, device: string): Promise<DeviceRow> {
  const row = await ownDevice(db, account, device)
  if (!row) throw new Refusal('not-found', 'There is no such device.')
  return row
}
