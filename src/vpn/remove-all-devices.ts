// All devices of an account go at once, in the transaction of what they go with.
import type { Tx } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import { deviceRows } from './device-queries.ts'
import { takeDown } from './remove-device.ts'

/** The caller holds the account. Gives how many there were. */
export async function removeAllDevices(
  { clock }: { clock: Clock },
  tx: Tx,
  { account, actor }: { account: string; actor: string },
): Promise<number> {
  const devices = await deviceRows(tx, [account])
  for (const { id } of devices) await takeDown({ clock }, tx, { account, device: id, actor })
  return devices.length
}
