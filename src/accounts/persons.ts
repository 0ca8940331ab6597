// Remembers a person without keeping the address: a keyed hash of the mailbox (person.ts), so that a trial is given once though an
// account is long deleted, and a copy of the database alone tells nobody's address.
// Invariant: the key is random and stands sealed in the database, made once: it outlives every change of the master key, as a key
// derived from that one would not (`keys rotate` seals it anew with everything else).
import { createHmac, randomBytes } from 'node:crypto'
import type { Db } from '../db/open.ts'
import type { Seal } from '../lib/seal.ts'
import { personOf } from './person.ts'
import { insertSecret, secretOf } from './secret-queries.ts'

export interface Persons {
  /** 32 bytes, the same for every address of one person. */
  hashOf(address: string): Buffer
}

const NAME = 'persons'

/** Where a named secret stands, for the seal. */
export function secretsRow(name: string): string {
  return `secrets:${name}`
}

/** Of processes that start together on an empty database one makes the key, and all get the same. */
export async function openPersons({ db, seal }: { db: Db; seal: Seal }): Promise<Persons> {
  const row = secretsRow(NAME)
  let sealed = await secretOf(db, NAME)
  if (sealed === undefined) {
    await insertSecret(db, { name: NAME, sealed: seal.close(randomBytes(32).toString('base64'), row) })
    sealed = await secretOf(db, NAME)
  }
  if (sealed === undefined) throw new Error('The key of persons was removed from the database while it was opened.')
  const key = Buffer.from(seal.open(sealed, row), 'base64')
  return { hashOf: (address) => createHmac('sha256', key).update(personOf(address)).digest() }
}
