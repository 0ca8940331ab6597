// Brings the address that Stripe writes receipts to to that of the account. Invariant: what is sent is read when it is sent, and
// read again after: of two changes that overtake each other the newer one stays.
import type { Db } from '../db/open.ts'
import { findAccount } from '../accounts/queries.ts'
import type { Gateway } from './stripe.ts'
import { customerOf } from './stripe-queries.ts'

/** Nothing to do for who never began to buy. Twice is as once. Throws when Stripe does not answer: the job tries again. */
export async function syncEmail(
  { db, stripe }: { db: Db; stripe: Pick<Gateway, 'setCustomerEmail'> },
  account: string,
): Promise<void> {
  const customer = await customerOf(db, account)
  let sent: string | null = null
  for (;;) {
    const email = (await findAccount(db, account))?.email
    if (!customer || email === undefined || email === sent) return
    await stripe.setCustomerEmail(customer.id, email)
    sent = email
  }
}
