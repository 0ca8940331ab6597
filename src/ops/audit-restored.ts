// After a recovery of the database to an earlier moment: rows that were anchored are rightly gone. Somebody says so, once, in the audit.
// Invariant: what is lost stands in the audit before anything is anchored anew, and the anchors that knew it are kept.
import { audit } from '../accounts/audit.ts'
import type { Db, Tx } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { compareAnchors, type Comparison } from './audit-anchor-compare.ts'
import type { AnchorFile } from './audit-anchor-file.ts'
import type { Anchor } from './audit-anchor-line.ts'
import { anchorMarks, rowAfter, tryAnchorLock } from './audit-anchor-queries.ts'
import { anchorAnew, suffixAt } from './audit-anchors.ts'
import { databaseIdentity } from './audit-chain-queries.ts'
import { verifyAudit } from './audit-verify.ts'

interface Needs {
  db: Db
  clock: Clock
  anchors: AnchorFile
}

export interface Lost {
  /** Positions of rows that were anchored and are gone; null: none, only anchors are. */
  rows: { from: bigint; to: bigint } | null
  /** Name of the file with the anchors before; null: there was none. */
  kept: string | null
}

const BUSY = 'Another process is anchoring the audit just now. Run it again.'

/**
 * Throws Refusal `conflict` when the chain does not fit itself, when nothing is lost, and when what differs cannot come from a restore.
 * Stopped half-way, run it again.
 */
export async function recordRestore(
  needs: Needs,
  { actor, reason }: { actor: string; reason: string },
): Promise<Lost & { anchored: number }> {
  const { db, clock, anchors } = needs
  const { first } = await verifyAudit({ db, clock, anchors: null })
  if (first) throw new Refusal('conflict', `The audit does not fit itself, which no restore does. ${first.sentence}`)
  const suffix = suffixAt(clock)
  const lost = await db.transaction().execute(async (tx) => {
    if (!(await tryAnchorLock(tx))) throw new Refusal('conflict', BUSY)
    const rows = await lostRows(tx, anchors)
    const kept = (await anchors.size()) > 0 ? `${anchors.path}.${suffix}` : null
    const range = { from: rows ? Number(rows.from) : null, to: rows ? Number(rows.to) : null }
    await audit(tx, clock, { actor, action: 'audit.restored', subject: 'audit', detail: { ...range, kept, reason } })
    return { rows, kept }
  })
  const anchored = await anchorAnew(needs, suffix)
  if (anchored === null) throw new Refusal('conflict', BUSY)
  return { ...lost, anchored }
}

async function lostRows(tx: Tx, anchors: AnchorFile): Promise<Lost['rows']> {
  const size = await anchors.size()
  const known = await compareAnchors(tx, anchors.read(0, size), await databaseIdentity(tx))
  if (known.parted) return { from: await firstLost(tx, known.parted), to: await lastOf(anchors, size) }
  if (known.first) {
    const sentence = `Move ${anchors.path} away, keep it, and run this again. ${known.first.sentence}`
    throw new Refusal('conflict', `The anchors themselves are damaged. ${sentence}`)
  }
  if (!(await areAnchorsGone(tx, anchors, known)))
    throw new Refusal('conflict', 'The audit and its anchors agree: there is nothing to record.')
  return null
}

/** Throws Refusal `conflict`. What stands at the place of a lost row must have been written after that one had its anchor. */
async function firstLost(tx: Tx, parted: Anchor): Promise<bigint> {
  const now = await rowAfter(tx, parted.position - 1n)
  if (now && now.at <= parted.at) {
    const [then, anchoredAt] = [now.at, parted.at].map((at) => at.toISOString())
    const sentence = `Row ${now.row} says that it was written at ${then}; another was anchored there at ${anchoredAt}.`
    throw new Refusal('conflict', `This is no restore: the audit was written anew. ${sentence}`)
  }
  return parted.position
}

async function lastOf(anchors: AnchorFile, size: number): Promise<bigint> {
  let last = 0n
  for await (const line of anchors.read(0, size))
    if ('anchor' in line && line.anchor.position > last) last = line.anchor.position
  return last
}

async function areAnchorsGone(tx: Tx, { place }: AnchorFile, { last }: Comparison): Promise<boolean> {
  return (await anchorMarks(tx)).some((mark) => mark.place === place && mark.position > last)
}
