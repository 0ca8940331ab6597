// Remembers a person without keeping the address: a keyed hash of the mailbox (person.ts), so that a trial is given once though an
// account is long deleted, and a copy of the database alone tells nobody's address.
import { createHmac } from 'node:crypto'
import type { Db } from '../db/open.ts'
import type { Seal } from '../lib/seal.ts'
import { openInstallationKey } from './installation-key.ts'
import { personOf } from './person.ts'

export interface Persons {
  /** 32 bytes, the same for every address of one person. */
  hashOf(address: string): Buffer
}

export async function openPersons(needs: { db: Db; seal: Seal }): Promise<Persons> {
  const key = await openInstallationKey(needs, 'persons')
  return { hashOf: (address) => createHmac('sha256', key).update(personOf(address)).digest() }
}
