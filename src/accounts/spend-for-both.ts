// What is limited for an account and for the network that it comes from, which others share.
import { networkOf } from './network.ts'
import type { LimitName, Throttle } from './throttle.ts'

/**
 * Counts one for both; `network` is the client's address. Gives what takes the two back. Throws Refusal `too-many` with the seconds
 * to wait.
 */
export async function spendForBoth(
  throttle: Throttle,
  what: 'coupon' | 'device' | 'voucher',
  { account, network }: { account: string; network: string },
): Promise<() => Promise<void>> {
  const counters: [LimitName, string][] = [
    [`${what}-account`, account],
    [`${what}-network`, networkOf(network)],
  ]
  for (const counter of counters) await throttle.spend(...counter)
  return async () => {
    for (const counter of counters) await throttle.giveBack(...counter)
  }
}
