// Waits until everything that a step of a rehearsal set off is done: at the simulated Stripe, in the inbox, in the queue.
// Invariant: it ends by its deadline, and says then what is still open.
import { setTimeout as pause } from 'node:timers/promises'
import type { Db } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import { openWork } from './rehearsal-queries.ts'
import { askSimulator, type Simulated } from './simulator-control.ts'

const LOOK_EVERY_MS = 40

export interface QuietNeeds {
  db: Db
  queue: Queue
  simulator: Simulated
}

/** What is left: all zero when it is quiet. `deadline` is of the real clock, milliseconds. */
export async function awaitQuiet(needs: QuietNeeds, deadline: number): Promise<{ events: number; jobs: number }> {
  const { db, queue, simulator } = needs
  await askSimulator(simulator, 'catch-up', {})
  // What time brings without an event is found by the sweep: it is done now, and not at its next turn of real time.
  await db.transaction().execute((tx) => queue.enqueue(tx, 'sweep', [{ key: 'rehearsal', data: {} }]))
  for (;;) {
    await askSimulator(simulator, 'catch-up', {})
    const left = await openWork(db)
    if (left.events + left.jobs === 0 || Date.now() >= deadline) return left
    await pause(LOOK_EVERY_MS)
  }
}
