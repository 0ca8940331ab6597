// Takes the audit's hashes out of the database: what was anchored once can no longer be cut off or written anew unseen.
// Invariant: positions in the file follow one another, whichever of several workers wrote them, and nothing is added to what the
// chain does not agree with.
import { join } from 'node:path'
import { audit } from '../accounts/audit.ts'
import type { Db, Tx } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Seal } from '../lib/seal.ts'
import { openAnchorFile, type AnchorFile, type GrowingFile } from './audit-anchor-file.ts'
import { anchorMarks, linksAt, noteAnchored, tryAnchorLock } from './audit-anchor-queries.ts'
import { databaseIdentity, linksAfter } from './audit-chain-queries.ts'

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

/** How far the file was read: its size then, and the last anchor in it. */
interface Mark {
  size: number
  position: bigint
  /** Hex. */
  hash: string
}
const START: Mark = { size: 0, position: 0n, hash: '' }

/**
 * How many rows were anchored, and from where to go on; null: another process is at it. Refusal: `conflict` when the chain and what was
 * anchored before do not agree, and nothing is added.
 */
export function anchorAudit(
  { db, clock, anchors }: Needs,
  since: Mark = START,
): Promise<{ count: number; mark: Mark } | null> {
  // The lock's own transaction reads what is committed at each look: no more may be promised than can be found later.
  return db.transaction().execute(async (tx) => {
    if (!(await tryAnchorLock(tx))) return null
    const last = await lastAnchored(anchors, since)
    await checkAgrees(tx, { clock, anchors }, last)
    return anchorFrom(tx, { clock, anchors }, last)
  })
}

/**
 * Anchors under the key in use take the place of those there are, which are kept beside them with `suffix` behind their name. Gives how
 * many were written; null: another process is at it, try again. What is anchored must have been verified just before.
 */
export function anchorAnew({ db, clock, anchors }: Needs, suffix: string): Promise<number | null> {
  return db.transaction().execute(async (tx) => {
    if (!(await tryAnchorLock(tx))) return null
    const draft = await anchors.draft() // a kill leaves the old ones where they are, and the next run begins anew
    const { count } = await anchorFrom(tx, { clock, anchors: draft }, START)
    await draft.takePlace(suffix)
    return count
  })
}

/** Behind the name of a file of anchors that another takes the place of. */
export function suffixAt(clock: Clock): string {
  return clock().toISOString().replaceAll(':', '-')
}

const CHECK = 'Nothing is anchored until that is settled. See: turnpike audit verify'

/** Throws Refusal `conflict`. A file that begins at another place than before is no fault, and stands in the audit. */
async function checkAgrees(tx: Tx, { clock, anchors: { place } }: Omit<Needs, 'db'>, last: Mark): Promise<void> {
  const marks = await anchorMarks(tx)
  const written = marks.find((mark) => mark.place === place)
  if (written && written.position > last.position) {
    throw new Refusal('conflict', `Anchors of the audit are gone: ${place} ends at position ${last.position}. ${CHECK}`)
  }
  if (last.position === 0n) {
    if (written || marks.length === 0) return
    await audit(tx, clock, { actor: 'system', action: 'audit.anchors-begin', subject: 'audit', detail: { place } })
    return
  }
  const link = (await linksAt(tx, [last.position])).get(last.position)
  if (link?.hash.toString('hex') !== last.hash) {
    throw new Refusal('conflict', `The audit is not what was anchored up to position ${last.position}. ${CHECK}`)
  }
}

async function anchorFrom(
  tx: Tx,
  { clock, anchors }: { clock: Clock; anchors: GrowingFile },
  from: Mark,
): Promise<{ count: number; mark: Mark }> {
  const database = await databaseIdentity(tx)
  let [{ position, hash }, count] = [from, 0]
  for (;;) {
    const links = await linksAfter(tx, position, BATCH)
    const end = links.at(-1)
    if (!end) break
    const at = clock()
    await anchors.append(links.map((link) => ({ ...link, database, hash: link.hash.toString('hex'), at })))
    ;[position, hash] = [end.position, end.hash.toString('hex')]
    count += links.length
  }
  if (position > 0n) await noteAnchored(tx, { place: anchors.place, position, at: clock() })
  return { count, mark: { size: await anchors.size(), position, hash } }
}

async function lastAnchored(anchors: AnchorFile, since: Mark): Promise<Mark> {
  const size = await anchors.size()
  const from = size < since.size ? START : since // the file was moved away, or cut short
  let { position, hash } = from
  for await (const line of anchors.read(from.size, size)) if ('anchor' in line) ({ position, hash } = line.anchor)
  return { size, position, hash }
}

export interface AnchorKeeper {
  /** Anchors when it is due; does nothing before. */
  tick(): Promise<void>
}

const EVERY_MS = 5 * 60_000
/** What did not work is tried, and told, again. */
const AGAIN_MS = 60_000

export function openAnchorKeeper(needs: Needs): AnchorKeeper {
  let due = 0
  let mark = START
  return {
    async tick() {
      const now = needs.clock().getTime()
      if (now < due) return
      due = now + AGAIN_MS
      const done = await anchorAudit(needs, mark)
      due = done === null ? now : now + EVERY_MS
      mark = done?.mark ?? mark
    },
  }
}
