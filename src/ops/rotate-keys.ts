// The change of the master key: everything that is sealed under another key is sealed anew under the one in use, while web and
// workers go on; they open both as long as MASTER_KEY_ALSO names the other.
// Invariant: a value is replaced only by itself, and what was done before a kill stays done: the next run takes up the rest.
import { audit } from '../accounts/audit.ts'
import { secretsRow } from '../accounts/installation-key.ts'
import { secretRow } from '../accounts/two-factor-code.ts'
import type { Db } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Seal } from '../lib/seal.ts'
import { wordsRow } from '../mail/sealed-words.ts'
import { CA_KEY, TLS_CRYPT_KEY } from '../vpn/fleet.ts'
import { presharedKeyRow } from '../vpn/set-device-key.ts'
import type { AnchorFile } from './audit-anchor-file.ts'
import { anchorAnew, anchorAudit, suffixAt } from './audit-anchors.ts'
import { verifyAudit } from './audit-verify.ts'
import {
  caKeys,
  factorSecrets,
  mailWords,
  namedSecrets,
  presharedKeys,
  tlsCryptKeys,
  webhookSecrets,
  type SealedColumn,
} from './sealed-queries.ts'

/** Every column with sealed values, and under which name each of them is sealed. */
const PLACES: { column: SealedColumn; rowOf: (id: string) => string }[] = [
  { column: caKeys, rowOf: () => CA_KEY },
  { column: tlsCryptKeys, rowOf: () => TLS_CRYPT_KEY },
  { column: factorSecrets, rowOf: secretRow },
  { column: webhookSecrets, rowOf: (id) => id },
  { column: namedSecrets, rowOf: secretsRow },
  { column: presharedKeys, rowOf: presharedKeyRow },
  { column: mailWords, rowOf: wordsRow },
]

interface Needs {
  db: Db
  clock: Clock
  seal: Seal
  anchors: AnchorFile
}

export interface Rotation {
  /** Values sealed anew. */
  values: number
  /** Anchors of the audit written anew. */
  anchors: number
}

const BATCH = 200

/**
 * Seals anew what another key sealed; nothing to do is no fault. `onBatch` hears how many values are done so far.
 * Throws Refusal `conflict` when the audit does not verify under the keys given, and an Error that names the row when a value
 * was sealed under a key that is not here; what was sealed anew before stays.
 */
export async function rotateKeys(needs: Needs, actor: string, onBatch: (done: number) => void = () => undefined) {
  let values = 0
  for (const place of PLACES) {
    for (;;) {
      const done = await sealBatchAnew(needs, place)
      if (done === 0) break
      values += done
      onBatch(values)
    }
  }
  const rotation: Rotation = { values, anchors: await anchorUnderKeyInUse(needs) }
  if (values > 0 || rotation.anchors > 0) {
    const entry = { actor, action: 'keys.rotate', subject: 'master-key', detail: { ...rotation } }
    await needs.db.transaction().execute((tx) => audit(tx, needs.clock, entry))
  }
  return rotation
}

/** How many values wait for it, by column; an empty list: all are under the key in use. Counts up to 1,000 of each. */
export async function staleSeals({ db, seal }: Pick<Needs, 'db' | 'seal'>): Promise<{ name: string; count: number }[]> {
  const counts = PLACES.map(async ({ column }) => ({
    name: column.name,
    count: (await column.stale(db, seal.prefix, 1_000)).length,
  }))
  return (await Promise.all(counts)).filter(({ count }) => count > 0)
}

async function sealBatchAnew({ db, seal }: Needs, { column, rowOf }: (typeof PLACES)[number]): Promise<number> {
  const stale = await column.stale(db, seal.prefix, BATCH)
  await db.transaction().execute(async (tx) => {
    for (const { id, sealed } of stale) {
      const row = rowOf(id)
      await column.replace(tx, id, sealed, seal.close(seal.open(sealed, row), row)) // one that has changed is looked at again
    }
  })
  return stale.length
}

/** Anchors prove nothing once their key is gone, so they are written again, from an audit that they have just vouched for. */
async function anchorUnderKeyInUse({ db, clock, anchors }: Needs): Promise<number> {
  if (!(await hasOldAnchors(anchors))) return 0
  await anchorAudit({ db, clock, anchors }) // the workers may stand still
  const { first } = await verifyAudit({ db, clock, anchors })
  if (first) {
    throw new Refusal('conflict', `The audit is not as it was written, so it is not anchored anew. ${first.sentence}`)
  }
  const written = await anchorAnew({ db, clock, anchors }, suffixAt(clock))
  if (written === null) throw new Refusal('conflict', 'Another process is anchoring the audit just now. Run it again.')
  return written
}

async function hasOldAnchors(anchors: AnchorFile): Promise<boolean> {
  for await (const line of anchors.read(0, await anchors.size())) if (line.isOldKey) return true
  return false
}
