// Whether the audit is as it was written: the chain is computed again, row by row, and compared with the anchors.
// Invariant: everything is read from one moment of the database, and no anchor that is younger.
import { createHash } from 'node:crypto'
import type { Db } from '../db/open.ts'
import type { AnchorFile } from './audit-anchor-file.ts'
import { openAnchorWalk, type AnchorWalk } from './audit-anchor-walk.ts'
import { chainAfter, databaseIdentity, firstUnchained, type ChainedRow } from './audit-chain-queries.ts'
import { findingOf, type AuditFinding } from './audit-finding.ts'

export interface AuditVerdict {
  ok: boolean
  /** Rows whose hash was computed. */
  rows: number
  /** Anchors that were compared. */
  anchors: number
  /** Anchors of other databases, such as the one this was restored from: not compared. */
  foreignAnchors: number
  first: AuditFinding | null
}

const BATCH = 2_000

/** `anchors` null: the chain alone. */
export async function verifyAudit({ db, anchors }: { db: Db; anchors: AnchorFile | null }): Promise<AuditVerdict> {
  // Before the database's moment: what is anchored by now is committed by then.
  const size = anchors ? await anchors.size() : 0
  const reading = db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only')
  return reading.execute(async (tx) => {
    const known = openAnchorWalk(anchors ? anchors.read(0, size) : [], await databaseIdentity(tx))
    try {
      const { rows, finding } = await walkChain(tx, known)
      const first = finding ?? (await known.rest()) ?? (await strayRow(tx))
      return { ok: first === null, rows, anchors: known.count(), foreignAnchors: known.foreign(), first }
    } finally {
      await known.close()
    }
  })
}

async function strayRow(db: Db): Promise<AuditFinding | null> {
  const row = await firstUnchained(db)
  return row === null ? null : findingOf('added', row, null, `Row ${row} is not in the chain.`)
}

async function walkChain(db: Db, known: AnchorWalk): Promise<{ rows: number; finding: AuditFinding | null }> {
  let [position, rows] = [0n, 0]
  let hash: Buffer = Buffer.alloc(0)
  for (;;) {
    const batch = await chainAfter(db, position, BATCH)
    for (const link of batch) {
      const finding = (await known.at(position + 1n, link)) ?? judge(link, position + 1n, hash)
      if (finding) return { rows, finding }
      ;({ position, hash } = link)
      rows += 1
    }
    if (batch.length < BATCH) return { rows, finding: null }
  }
}

/** What is wrong with a row by itself, after the hash before it. */
function judge({ position, row, hash, words }: ChainedRow, expected: bigint, before: Buffer): AuditFinding | null {
  if (position !== expected) {
    return findingOf('missing', null, expected, `The row at position ${expected}, before row ${row}, is gone.`)
  }
  if (words === null) return findingOf('missing', row, position, `Row ${row} is gone.`)
  const right = createHash('sha256').update(before).update(words).digest()
  return right.equals(hash) ? null : findingOf('changed', row, position, `Row ${row} is not as it was written.`)
}
