// Whether the audit is as it was written: the chain is computed again, row by row, and compared with the anchors.
// Invariant: everything is read from one moment of the database, no anchor that is younger, and no word of the database on its
// anchors that is younger than these.
import { createHash } from 'node:crypto'
import type { Db } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import { compareAnchors, type Comparison } from './audit-anchor-compare.ts'
import type { AnchorFile } from './audit-anchor-file.ts'
import { anchorMarks } from './audit-anchor-queries.ts'
import {
  chainAfter,
  databaseIdentity,
  firstUnchained,
  recordedRestores,
  type ChainedRow,
  type RecordedRestore,
} from './audit-chain-queries.ts'
import { earlier, findingOf, type AuditFinding } from './audit-finding.ts'
import { withoutAnchor } from './audit-unanchored.ts'

export interface AuditVerdict {
  ok: boolean
  /** Rows whose hash was computed. */
  rows: number
  /** Anchors that agree with them. */
  anchors: number
  /** Those among them that another database wrote, such as the one this was copied from. */
  foreignAnchors: number
  /** What `audit restored` recorded. */
  restores: RecordedRestore[]
  first: AuditFinding | null
}

interface Needs {
  db: Db
  clock: Clock
  /** Null: the chain alone. */
  anchors: AnchorFile | null
}

const BATCH = 2_000
const NOTHING: Comparison = { first: null, parted: null, compared: 0, foreign: 0, last: 0n }

export async function verifyAudit({ db, clock, anchors }: Needs): Promise<AuditVerdict> {
  // What is said to be anchored by now stands in the file when its size is asked, and what that has is committed after it.
  const marks = anchors ? await anchorMarks(db) : []
  const size = anchors ? await anchors.size() : 0
  const reading = db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only')
  return reading.execute(async (tx) => {
    const known = anchors ? await compareAnchors(tx, anchors.read(0, size), await databaseIdentity(tx)) : NOTHING
    const { rows, finding } = await walkChain(tx)
    const first =
      earlier(known.first, finding) ??
      (await strayRow(tx)) ??
      (anchors && (await withoutAnchor(tx, { place: anchors.place, last: known.last, marks, now: clock() })))
    const restores = await recordedRestores(tx)
    return { ok: first === null, rows, anchors: known.compared, foreignAnchors: known.foreign, restores, first }
  })
}

async function strayRow(db: Db): Promise<AuditFinding | null> {
  const row = await firstUnchained(db)
  return row === null ? null : findingOf('added', row, null, `Row ${row} is not in the chain.`)
}

async function walkChain(db: Db): Promise<{ rows: number; finding: AuditFinding | null }> {
  let [position, rows] = [0n, 0]
  let hash: Buffer = Buffer.alloc(0)
  for (;;) {
    const batch = await chainAfter(db, position, BATCH)
    for (const link of batch) {
      const finding = judge(link, position + 1n, hash)
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
