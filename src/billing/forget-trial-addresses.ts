// Puts hashes in the place of the addresses that the release before kept of who had a trial. Part of a start and of the sweep, for
// processes of that release may still run beside this one. Safe to repeat; with nothing left it is one question.
import type { Persons } from '../accounts/persons.ts'
import type { Db } from '../db/open.ts'
import { forgetTrialAddress, namedTrials } from './trial-queries.ts'

const BATCH = 500

export async function forgetTrialAddresses({ db, persons }: { db: Db; persons: Persons }): Promise<void> {
  for (;;) {
    const named = await namedTrials(db, BATCH)
    for (const { account, address } of named) {
      if (address !== null) await forgetTrialAddress(db, account, persons.hashOf(address))
    }
    if (named.length < BATCH) return
  }
}
