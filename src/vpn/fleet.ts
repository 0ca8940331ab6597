// What all nodes share: the certificate authority, the tls-crypt-v2 key and the epoch. Made once, at the very first start.
// Invariant: there is one fleet in a database for ever; its secrets leave the database sealed only.
import { audit } from '../accounts/audit.ts'
import { notifyFleet } from '../db/notify.ts'
import type { Db } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import type { Seal } from '../lib/seal.ts'
import { newId } from '../lib/token.ts'
import { fleetRow, insertFleet, updateEpoch } from './fleet-queries.ts'
import { createAuthority, openAuthority, type Authority } from './pki.ts'
import { newClientKey, newServerKey } from './tls-crypt-v2.ts'

/** Where the fleet's secrets stand, for the seal. */
export const CA_KEY = 'fleet:1:ca_key'
export const TLS_CRYPT_KEY = 'fleet:1:tls_crypt_v2_key'

export interface Fleet {
  authority: Authority
  /** PEM; goes to nodes, never to customers. */
  tlsCryptV2Key: string
  /** A new key for one profile of `device`, PEM. */
  tlsCryptV2ClientKey(device: string): string
}

/** The fleet of this database; of processes that start together on an empty one, one makes it and all get the same. */
export async function openFleet({ db, seal, clock }: { db: Db; seal: Seal; clock: Clock }): Promise<Fleet> {
  if (!(await fleetRow(db))) await createFleet({ db, seal, clock })
  const row = await fleetRow(db)
  if (!row) throw new Error('The fleet was removed from the database while it was opened.')
  const tlsCryptV2Key = seal.open(row.tls_crypt_v2_key_sealed, TLS_CRYPT_KEY)
  return {
    authority: await openAuthority(row.ca_certificate, seal.open(row.ca_key_sealed, CA_KEY)),
    tlsCryptV2Key,
    tlsCryptV2ClientKey: (device) => newClientKey(tlsCryptV2Key, device),
  }
}

async function createFleet({ db, seal, clock }: { db: Db; seal: Seal; clock: Clock }): Promise<void> {
  const { certificate, privateKey } = await createAuthority(clock())
  const row = {
    epoch: newId('epoch'),
    ca_certificate: certificate,
    ca_key_sealed: seal.close(privateKey, CA_KEY),
    tls_crypt_v2_key_sealed: seal.close(newServerKey(), TLS_CRYPT_KEY),
  }
  await db.transaction().execute(async (tx) => {
    if (await insertFleet(tx, row))
      await audit(tx, clock, { actor: 'system', action: 'fleet.create', subject: 'fleet' })
  })
}

/** After a restore from a backup: nodes may hold later generations than the database knows, so counting begins anew. */
export async function newEpoch({ db, clock }: { db: Db; clock: Clock }, actor: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await updateEpoch(tx, newId('epoch'))
    await audit(tx, clock, { actor, action: 'fleet.new-epoch', subject: 'fleet' })
    await notifyFleet(tx)
  })
}
