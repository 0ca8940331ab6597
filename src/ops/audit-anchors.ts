// Takes the audit's hashes out of the database: what was anchored once can no longer be cut off or written anew unseen.
// Invariant: positions in the file follow one another, whichever of several workers wrote them.
import { join } from 'node:path'
import type { Db } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import type { Seal } from '../lib/seal.ts'
import { openAnchorFile, type AnchorFile } from './audit-anchor-file.ts'
import { databaseIdentity, linksAfter, tryAnchorLock } from './audit-chain-queries.ts'

interface Place {
  dataDir: string
  /** The setting AUDIT_ANCHORS; null: beside everything else. */
  auditAnchors: string | null
}

export function anchorFileOf({ dataDir, auditAnchors }: Place, seal: Seal): AnchorFile {
  return openAnchorFile(auditAnchors ?? join(dataDir, 'audit-anchors.jsonl'), seal.derive('audit-anchor'))
}

interface Needs {
  db: Db
  clock: Clock
  anchors: AnchorFile
}

const BATCH = 1_000

/** How far the file was read: its size then, and the last position in it. */
interface Mark {
  size: number
  position: bigint
}
const START: Mark = { size: 0, position: 0n }

/** How many rows were anchored, and from where to go on; null: another process is at it. */
export function anchorAudit(
  { db, clock, anchors }: Needs,
  since: Mark = START,
): Promise<{ count: number; mark: Mark } | null> {
  // The lock's own transaction reads what is committed at each look: no more may be promised than can be found later.
  return db.transaction().execute(async (tx) => {
    if (!(await tryAnchorLock(tx))) return null
    const database = await databaseIdentity(tx)
    const { position } = await lastAnchored(anchors, database, since)
    return anchorFrom(tx, { clock, anchors, database, position })
  })
}

/**
 * After the keys were changed: anchors under the key in use take the place of the older ones, which are kept beside them. Gives how
 * many were written; null: another process is at it, try again. The audit must have been verified just before.
 */
export function anchorAnew({ db, clock, anchors }: Needs): Promise<number | null> {
  return db.transaction().execute(async (tx) => {
    if (!(await tryAnchorLock(tx))) return null
    await anchors.setAside(clock().toISOString().replaceAll(':', '-'))
    const { count } = await anchorFrom(tx, { clock, anchors, database: await databaseIdentity(tx), position: 0n })
    return count
  })
}

async function anchorFrom(
  tx: Db,
  { clock, anchors, database, position: from }: Omit<Needs, 'db'> & { database: string; position: bigint },
): Promise<{ count: number; mark: Mark }> {
  let [position, count] = [from, 0]
  for (;;) {
    const links = await linksAfter(tx, position, BATCH)
    if (links.length === 0) return { count, mark: { size: await anchors.size(), position } }
    const at = clock()
    await anchors.append(links.map(({ hash, ...link }) => ({ ...link, database, hash: hash.toString('hex'), at })))
    position = links.at(-1)?.position ?? position
    count += links.length
  }
}

async function lastAnchored(anchors: AnchorFile, database: string, since: Mark): Promise<Mark> {
  const size = await anchors.size()
  const from = size < since.size ? START : since // the file was moved away: a new one begins
  let { position } = from
  for await (const line of anchors.read(from.size, size)) {
    if ('anchor' in line && line.anchor.database === database) position = line.anchor.position
  }
  return { size, position }
}

export interface AnchorKeeper {
  /** Anchors when it is due; does nothing before. */
  tick(): Promise<void>
}

const EVERY_MS = 5 * 60_000

export function openAnchorKeeper(needs: Needs): AnchorKeeper {
  let due = 0
  let mark = START
  return {
    async tick() {
      const now = needs.clock().getTime()
      if (now < due) return
      const done = await anchorAudit(needs, mark)
      if (done === null) return
      mark = done.mark
      due = now + EVERY_MS
    },
  }
}
