// Who came by whose link: what was brought along at sign-up becomes an attribution, once for an account.
// Invariant: it is decided once and never changes; nobody is attributed to himself, by whatever writing of his address. Addresses of
// networks are not kept, so none is compared.
import { personOf } from '../accounts/person.ts'
import type { Db, Tx } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import { hasCode, insertAttributions, lockAffiliates, openArrivals } from './queries.ts'

const BATCH = 1_000

/** Whether a link with this code is one that counts now. */
export async function isAffiliateCode({ db }: { db: Db }, code: string): Promise<boolean> {
  return /^[a-z0-9]{10}$/.test(code) && (await hasCode(db, code))
}

/** Decides on all who have come since. Safe to run at any time, by anybody. */
export async function attributeArrivals({ db, clock }: { db: Db; clock: Clock }): Promise<void> {
  if ((await openArrivals(db, 1)).length === 0) return
  await db.transaction().execute(async (tx) => {
    await lockAffiliates(tx)
    while (await attributeBatch(tx, clock())) continue
  })
}

async function attributeBatch(tx: Tx, at: Date): Promise<boolean> {
  const arrivals = await openArrivals(tx, BATCH)
  await insertAttributions(
    tx,
    arrivals.map(({ account_id, email, affiliate_id, affiliate_email }) => {
      const isSelf = account_id === affiliate_id || personOf(email) === personOf(affiliate_email)
      return { account_id, affiliate_id: isSelf ? null : affiliate_id, at }
    }),
  )
  return arrivals.length === BATCH
}
