// What the page of plans must know of somebody before he buys: whether a trial is still his to have, and what he pays in.
import type { Persons } from '../accounts/persons.ts'
import type { Db } from '../db/open.ts'
import { isAnonymous } from '../mail/nobody.ts'
import { buyer, customerCurrency, hadTrial } from './checkout-queries.ts'
import { heldTrialOf, isTrialTaken } from './trial-queries.ts'

/** `currency` is null before the first purchase. The checkout decides again, under its locks. */
export async function shopperFacts({ db, persons }: { db: Db; persons: Persons }, account: string) {
  const person = await buyer(db, account)
  const [currency, tried, taken, holds] = await Promise.all([
    customerCurrency(db, account),
    hadTrial(db, account),
    person && !isAnonymous(person.email) ? isTrialTaken(db, account, persons.hashOf(person.email)) : true,
    heldTrialOf(db, account),
  ])
  return { mayTry: !tried && (!taken || holds), currency }
}
