// Stores what a node says of itself: the generation in force, its clock, its problems, and the newest word on each device.
// Invariant: a node writes its own row and its own device reports, nothing else, whatever it claims.
import type { NodeReport } from '../agent/contract.ts'
import type { Db } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import { epochOf } from './fleet-queries.ts'
import { findNode } from './node-queries.ts'
import { updateNodeWord, upsertDeviceWords } from './report-queries.ts'

const LARGEST_INTEGER = 2 ** 31 - 1

/** A generation of another epoch counts as none. `node` is the id of the one that was authenticated. */
export async function storeReport(
  { db, clock }: { db: Db; clock: Clock },
  node: string,
  report: NodeReport,
): Promise<void> {
  const now = clock()
  await db.transaction().execute(async (tx) => {
    const row = await findNode(tx, node)
    if (!row) return
    const hasOwnKey = row.wireguard_public_key === report.wireguardPublicKey
    const keyProblem =
      'Its WireGuard key is not the one it enrolled with, so customers cannot connect. Retire it and add it anew.'
    await updateNodeWord(tx, node, {
      acknowledged: report.epoch === (await epochOf(tx)) ? report.generation : 0,
      acknowledgedAt: now,
      clockOffsetMs: clampedOffset(new Date(report.now), now),
      agentVersion: report.agentVersion,
      problems: hasOwnKey ? report.problems : [keyProblem, ...report.problems],
    })
    const words = (report.peers ?? []).map(({ lastSeen, ...rest }) => ({
      ...rest,
      last_seen: lastSeen ? new Date(lastSeen) : null,
    }))
    if (words.length > 0) await upsertDeviceWords(tx, node, words, now)
  })
}

function clampedOffset(theirs: Date, ours: Date): number {
  const offset = Math.round(theirs.getTime() - ours.getTime())
  return Math.max(-LARGEST_INTEGER, Math.min(LARGEST_INTEGER, offset))
}
