// Tells the owners that a node's key is with somebody else: one that signs as this node was ended by another that does.
// Invariant: one alert for a node stays open, however often either asks. Settled, another opens only when a newer identity was used since:
// then the two still ask. A request that was merely under way when its node renewed tells nothing.
import { openAlertsOf } from '../billing/alert-queries.ts'
import { raiseAlerts } from '../billing/alerts.ts'
import type { Db } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import type { Clock } from '../lib/clock.ts'
import { lockNode, type NodeRow } from './node-queries.ts'

export const NODE_COPIED = 'node-copied'

interface Needs {
  db: Db
  clock: Clock
  queue: Queue
  baseUrl: URL
}

/** How much later than the newer identity was used a node may still seem to have signed with the one before, by its own clock. */
const UNDER_WAY = 60_000

/** `signedAt` is when the request says that it was signed, with an identity that is not the one in use of `node`. */
export async function tellOfCopy(needs: Needs, node: NodeRow, signedAt: number): Promise<void> {
  const since = node.identity_used_at ?? node.identity_from
  if (since === null || signedAt <= since.getTime() + UNDER_WAY) return
  await needs.db.transaction().execute(async (tx) => {
    await lockNode(tx, node.id) // of two requests at once one opens it
    if ((await openAlertsOf(tx, NODE_COPIED)).has(node.id)) return
    const detail = `Two machines sign as node ${node.name}: one of them has a copy of its key. The one that renewed last is let in, which may be the wrong one.`
    await raiseAlerts(needs, tx, node.id, [{ kind: NODE_COPIED, subject: since.toISOString(), detail }])
  })
}
