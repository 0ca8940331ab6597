// The repairing half of reconciliation: has the customers of what differs synced, where that is safe, and looks whether it helped.
// Invariant: a difference is repaired or gone only when a look at both sides just said that it is no more.
import { isRepairable } from './core/drift.ts'
import { lookAgain, type CompareNeeds } from './reconcile-compare.ts'
import { patiently } from './reconcile-patience.ts'
import type { Watcher } from './reconcile-progress.ts'
import * as queries from './reconcile-queries.ts'
import { syncCustomer, type SyncNeeds } from './sync-customer.ts'

export type RepairNeeds = SyncNeeds & CompareNeeds

const BATCH = 100

/** All that are open, those of earlier runs too. */
export async function repairDifferences(needs: RepairNeeds, run: string, watcher: Watcher | null): Promise<void> {
  const all = watcher ? await queries.countOpen(needs.db) : 0
  let done = 0
  for (let after = 0n; ;) {
    const batch = await queries.openDifferences(needs.db, after, BATCH)
    const byCustomer = Map.groupBy(batch, (difference) => difference.customer)
    for (const [customer, differences] of byCustomer) {
      watcher?.({ doing: 'repair', done, all })
      await repairCustomer(needs, run, customer, differences)
      done += differences.length
    }
    after = batch.at(-1)?.id ?? after
    if (batch.length < BATCH) return
  }
}

async function repairCustomer(
  needs: RepairNeeds,
  run: string,
  customer: string | null,
  found: queries.DifferenceRow[],
): Promise<void> {
  // What an earlier run found may have ended by itself; what this one found was looked at just now.
  const earlier = found.filter((difference) => difference.run_id !== run)
  const left = [...found.filter((difference) => difference.run_id === run), ...(await settle(needs, earlier, 'gone'))]
  const repairable = left.filter((difference) => isRepairable(difference.class))
  if (customer === null || repairable.length === 0) return
  const failure = await syncOrSayWhyNot(needs, customer)
  for (const difference of await settle(needs, repairable, 'repaired')) {
    await queries.noteFailure(needs.db, difference.id, failure)
  }
}

/** Resolves those that are no more; gives the others. */
async function settle(needs: RepairNeeds, differences: queries.DifferenceRow[], as: 'repaired' | 'gone') {
  const left: queries.DifferenceRow[] = []
  for (const difference of differences) {
    const { drifts } = await lookAgain(needs, difference.kind, difference.stripe_id)
    if (drifts.some((drift) => drift.class === difference.class)) left.push(difference)
    else await queries.resolveDifference(needs.db, difference.id, as, needs.clock())
  }
  return left
}

/** One customer who cannot be synced must not keep the others from it: the reason is kept beside the difference. */
async function syncOrSayWhyNot(needs: RepairNeeds, customer: string): Promise<string | null> {
  try {
    await patiently(() => syncCustomer(needs, customer))
    return null
  } catch (error) {
    return (error instanceof Error ? error.message : 'unknown').slice(0, 500)
  }
}
