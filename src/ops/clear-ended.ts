// Clears away what has ended by age, as the inventory promises. Nothing depends on when, or whether, it runs: whatever has ended
// opens nothing. Batches are small and each stands alone, so a kill loses nothing and nobody waits long for a row.
import type { Db } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import { parseDuration } from '../lib/duration.ts'
import { INVENTORY } from './core/data-inventory.ts'
import type { End } from './core/kept.ts'
import { clearBatch } from './kept-queries.ts'

const BATCH = 1_000

/** Gives how many rows were deleted or cleared. Safe to repeat. */
export async function clearEnded({ db, clock }: { db: Db; clock: Clock }): Promise<number> {
  let cleared = 0
  for (const { table, ends } of INVENTORY) {
    for (const end of ends) {
      if (end.isCleared === 'by the queue') continue
      for (;;) {
        const done = await clearBatch(db, table, end, { cutoff: cutoffOf(end, clock()), limit: BATCH })
        cleared += done
        if (done < BATCH) break
      }
    }
  }
  return cleared
}

function cutoffOf({ plus, isRealTime }: End, now: Date): Date | bigint {
  return isRealTime === true ? BigInt(Date.now() - parseDuration(plus)) : new Date(now.getTime() - parseDuration(plus))
}
