// The anchors beside the chain, in the order in which they were written: where the two part first.
// Invariant: an anchor of another database counts as one of this. A true copy has the same hash at each position, and only that one.
import type { Db } from '../db/open.ts'
import type { Anchor, AnchorLine } from './audit-anchor-line.ts'
import { headOfChain, linksAt, type Link } from './audit-anchor-queries.ts'
import { findingOf, type AuditFinding } from './audit-finding.ts'

export interface Comparison {
  first: AuditFinding | null
  /** The anchor that `first` is about, where it is about one. */
  parted: Anchor | null
  /** Anchors that agree. */
  compared: number
  /** Those among them that another database wrote, such as the one this was copied from. */
  foreign: number
  /** Position of the last that agrees; 0: there is none. */
  last: bigint
}

const BATCH = 2_000

/** `database` is the identity of this one. */
export async function compareAnchors(db: Db, lines: AsyncIterable<AnchorLine>, database: string): Promise<Comparison> {
  const so = { compared: 0, foreign: 0, last: 0n }
  let before: Anchor | null = null
  for await (const batch of batchesOf(lines)) {
    const links = await linksAt(
      db,
      batch.flatMap((line) => ('anchor' in line ? [line.anchor.position] : [])),
    )
    for (const line of batch) {
      const broken = outOfOrder(line, before)
      if (broken || 'fault' in line) return { ...so, first: broken, parted: null }
      const first = differs(line.anchor, links) ?? (await missing(db, line.anchor, links))
      if (first) return { ...so, first, parted: line.anchor }
      before = line.anchor
      so.compared += 1
      so.foreign += before.database === database ? 0 : 1
      so.last = before.position
    }
  }
  return { ...so, first: null, parted: null }
}

async function* batchesOf(lines: AsyncIterable<AnchorLine>): AsyncGenerator<AnchorLine[]> {
  let batch: AnchorLine[] = []
  for await (const line of lines) {
    if (batch.push(line) < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** Positions follow one another. They begin anew only where another database begins to write. */
function outOfOrder(line: AnchorLine, before: Anchor | null): AuditFinding | null {
  const expected = (before?.position ?? 0n) + 1n
  if ('fault' in line) return findingOf('anchor', null, expected, line.fault)
  const { position, database } = line.anchor
  if (position === expected || (position === 1n && database !== before?.database)) return null
  return findingOf('anchor', null, expected, `The anchor at position ${expected} is gone.`)
}

function differs({ position, row, hash, at }: Anchor, links: Map<bigint, Link>): AuditFinding | null {
  const link = links.get(position)
  if (!link || (link.row === row && link.hash.toString('hex') === hash)) return null
  return findingOf('rewritten', row, position, `Row ${row} is not what was anchored at ${at.toISOString()}.`)
}

async function missing(db: Db, { position, row }: Anchor, links: Map<bigint, Link>): Promise<AuditFinding | null> {
  if (links.has(position)) return null
  return position > (await headOfChain(db))
    ? findingOf('cut-off', row, position, `Row ${row} and all after it are gone.`)
    : findingOf('missing', row, position, `Row ${row} is gone from the chain.`)
}
