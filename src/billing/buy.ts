// A customer buys, with a code or without. Invariant: a code is counted for the account and for the network before it is looked at, and
// given back unless it was wrong, so nobody finds a coupon by trying.
import { spendForBoth } from '../accounts/spend-for-both.ts'
import type { Throttle } from '../accounts/throttle.ts'
import { Refusal } from '../lib/refusal.ts'
import { startCheckout, type CheckoutNeeds } from './checkout.ts'

/** `network` is the client's address. Gives and refuses as `startCheckout`; `too-many` after too many wrong codes. */
export async function buy(
  needs: CheckoutNeeds & { throttle: Throttle },
  { price, code, ...from }: { account: string; network: string; price: string; code: string },
): Promise<string> {
  const { account } = from
  if (code.trim() === '') return startCheckout(needs, account, price)
  const giveBack = await spendForBoth(needs.throttle, 'coupon', from)
  try {
    const url = await startCheckout(needs, account, price, code)
    await giveBack()
    return url
  } catch (error) {
    const isWrongCode = error instanceof Refusal && error.code === 'invalid'
    if (!isWrongCode) await giveBack()
    throw error
  }
}
