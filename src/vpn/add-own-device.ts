// A customer adds a device by himself. Invariant: how many an hour is limited for the account and for the network, for each takes an
// address and leaves a row of the audit; one that was refused counts for nothing.
import { networkOf } from '../accounts/network.ts'
import type { LimitName, Throttle } from '../accounts/throttle.ts'
import { addDevice, type AddDeviceNeeds, type NewDevice } from './add-device.ts'

/** `network` is the client's address. Gives and refuses as `addDevice`; `too-many` after too many within the hour. */
export async function addOwnDevice(
  needs: AddDeviceNeeds & { throttle: Throttle },
  { account, network }: { account: string; network: string },
  input: NewDevice,
): Promise<{ id: string }> {
  const counters: [LimitName, string][] = [
    ['device-account', account],
    ['device-network', networkOf(network)],
  ]
  for (const counter of counters) await needs.throttle.spend(...counter)
  try {
    return await addDevice(needs, account, input)
  } catch (error) {
    for (const counter of counters) await needs.throttle.giveBack(...counter)
    throw error
  }
}
