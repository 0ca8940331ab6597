// Whether this installation is a live one or for trying out, kept from its first start on.
// Invariant: it never changes. Customers, prices and payments of one mode are unknown in the other: a shop that changed over would
// take access away from who paid, or bill nobody.
import type { Db } from '../db/open.ts'
import { insertState, readState } from './state-queries.ts'

const KEY = 'mode'

/** What is wrong with a key of this mode here, in one line; null: nothing, or nothing was kept yet. */
export async function modeFault(db: Db, { livemode }: { livemode: boolean }): Promise<string | null> {
  const kept = await readState(db, KEY)
  if (kept === null || kept === nameOf(livemode)) return null
  return livemode
    ? 'STRIPE_SECRET_KEY: is a live key, and this installation was begun in test mode, whose customers and payments the live Stripe does not know. Give the live shop a database of its own (DATABASE_URL, then turnpike migrate), or put the test key back.'
    : 'STRIPE_SECRET_KEY: is no live key, and this installation is a live one, whose customers and payments are known in live mode alone. Put the live key back, or try things out on a database of its own (DATABASE_URL).'
}

/** Keeps the mode if none is kept, and says what `modeFault` says: of two that start at once in two modes one may. */
export async function keepMode(db: Db, { livemode }: { livemode: boolean }): Promise<string | null> {
  await insertState(db, KEY, nameOf(livemode))
  return modeFault(db, { livemode })
}

function nameOf(livemode: boolean): string {
  return livemode ? 'live' : 'test'
}
