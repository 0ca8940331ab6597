// The SQL of the devices that an account knows. None is stored: the account has a number, and a device keeps what was made of it.
import type { Tx } from '../db/open.ts'
import type { DeviceOwner } from './known-device.ts'

/** From now on the account knows no device. For whoever opens it by a way that a thief may have used before, or shuts it. */
export async function forgetDevices(tx: Tx, account: string): Promise<DeviceOwner> {
  return tx
    .updateTable('accounts')
    .set((eb) => ({ device_epoch: eb('device_epoch', '+', 1) }))
    .where('id', '=', account)
    .returning(['id', 'device_epoch as deviceEpoch'])
    .executeTakeFirstOrThrow()
}

export function deviceOwner({ id, device_epoch: deviceEpoch }: { id: string; device_epoch: number }): DeviceOwner {
  return { id, deviceEpoch }
}
