// Rows that ought to have an anchor and have none: the file was deleted or cut short, or no worker has anchored for too long.
// Invariant: where nobody has anchored yet, as on a new installation before its first worker, nothing is missing.
import type { Db } from '../db/open.ts'
import { rowAfter, type AnchorMark } from './audit-anchor-queries.ts'
import { findingOf, type AuditFinding } from './audit-finding.ts'

/** The worker anchors every five minutes; a row of this age was passed over at least once. */
const LATE_MS = 10 * 60_000

interface Anchored {
  /** Of the file that was read. */
  place: string
  /** Position of its last anchor; 0: it has none. */
  last: bigint
  /** How far it and others were written, as the database remembers. */
  marks: AnchorMark[]
  now: Date
}

export async function withoutAnchor(db: Db, { place, last, marks, now }: Anchored): Promise<AuditFinding | null> {
  const written = marks.find((mark) => mark.place === place)
  if (written && written.position > last) {
    const sentence = `The anchors from position ${last + 1n} on are gone: ${place} had ${written.position}.`
    return findingOf('anchors-gone', null, last + 1n, sentence)
  }
  if (last === 0n && !written) {
    const sentence = `There are no anchors at ${place}: they are at ${marks.map((mark) => mark.place).join(', ')}.`
    return marks.length === 0 ? null : findingOf('anchored-elsewhere', null, null, sentence)
  }
  const next = await rowAfter(db, last)
  if (!next || now.getTime() - next.at.getTime() <= LATE_MS) return null
  const sentence = `Row ${next.row} of ${next.at.toISOString()} has no anchor. Is there a worker that anchors?`
  return findingOf('unanchored', next.row, next.position, sentence)
}
