// A customer adds a device by himself. Invariant: how many an hour is limited for the account and for the network, for each takes an
// address and leaves a row of the audit; one that was refused counts for nothing.
import { spendForBoth } from '../accounts/spend-for-both.ts'
import type { Throttle } from '../accounts/throttle.ts'
import { addDevice, type AddDeviceNeeds, type NewDevice } from './add-device.ts'

/** `from.network` is the client's address. Gives and refuses as `addDevice`; `too-many` after too many within the hour. */
export async function addOwnDevice(
  needs: AddDeviceNeeds & { throttle: Throttle },
  from: { account: string; network: string },
  input: NewDevice,
): Promise<{ id: string }> {
  const giveBack = await spendForBoth(needs.throttle, 'device', from)
  try {
    return await addDevice(needs, from.account, input)
  } catch (error) {
    await giveBack()
    throw error
  }
}
