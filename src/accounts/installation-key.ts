// Random keys of the installation under which something is hashed: made once, they stand sealed in the database and outlive every
// change of the master key, as a key derived from that one would not (`keys rotate` seals them anew with everything else).
import { randomBytes } from 'node:crypto'
import type { Db } from '../db/open.ts'
import type { Seal } from '../lib/seal.ts'
import { insertSecret, secretOf } from './secret-queries.ts'

/** Where a named secret stands, for the seal. */
export function secretsRow(name: string): string {
  return `secrets:${name}`
}

/** 32 bytes. Of processes that start together on an empty database one makes the key, and all get the same. */
export async function openInstallationKey({ db, seal }: { db: Db; seal: Seal }, name: string): Promise<Buffer> {
  const row = secretsRow(name)
  let sealed = await secretOf(db, name)
  if (sealed === undefined) {
    await insertSecret(db, { name, sealed: seal.close(randomBytes(32).toString('base64'), row) })
    sealed = await secretOf(db, name)
  }
  if (sealed === undefined) throw new Error(`The key of ${name} was removed from the database while it was opened.`)
  return Buffer.from(seal.open(sealed, row), 'base64')
}
