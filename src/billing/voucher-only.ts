// An account without e-mail is paid by voucher alone: whoever takes other money from it would have nobody to write to about it.
import { Refusal } from '../lib/refusal.ts'
import { isAnonymous } from '../mail/nobody.ts'

/** For its owner and for staff. */
export const VOUCHER_ONLY = 'An account without e-mail is paid by voucher alone: redeem one on the billing page.'

/** Throws Refusal `forbidden` for the address of an account without e-mail. */
export function refuseAnonymous(address: string): void {
  if (isAnonymous(address)) throw new Refusal('forbidden', VOUCHER_ONLY)
}
