// Reconciliation: our copies beside Stripe's own lists, both ways. First all differences are found, then those are repaired that a
// sync of their customer repairs, through the same code that webhooks use; the others wait for a person.
// Invariant: a run that was killed goes on where it stood, unless what it saw is a day old; and a difference that is known and still
// there is not told as new.
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { newId } from '../lib/token.ts'
import type { Db } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import { writeAlerts } from './alert-queries.ts'
import { raiseAlerts } from './alerts.ts'
import { readState, writeState } from './state-queries.ts'
import { COPY_KINDS, type CopyKind } from './core/drift.ts'
import { DRIFT, driftConcerns } from './drift-alerts.ts'
import { compareWindow } from './reconcile-compare.ts'
import { comparedOf, watchWalk, type Watcher } from './reconcile-progress.ts'
import * as queries from './reconcile-queries.ts'
import { repairDifferences, type RepairNeeds } from './reconcile-repair.ts'

const SECOND = 1000
const DAY = 86_400_000
const SETTLING_MS = 15 * 60_000 // what is younger may not have been heard of yet
const DUE = 'reconcile-due'

export interface Scope {
  /** What was created before this moment is left out; null: nothing is. */
  from: Date | null
  /** Exclusive. */
  to: Date
}
export interface Outcome {
  run: string
  from: Date
  to: Date
  /** Objects of Stripe's that were looked at, of each kind. */
  compared: Record<CopyKind, bigint>
  /** Of these, objects of customers who are not ours. */
  foreign: bigint
  /** What this run found, and all that is open. */
  differences: (queries.DifferenceRow & { isNew: boolean })[]
}

/** Throws when Stripe stops answering: the next call with the same `from` within a day goes on from there. */
export async function reconcile(needs: RepairNeeds, scope: Scope, watcher: Watcher | null = null): Promise<Outcome> {
  const { db, clock } = needs
  const run = await resumeOrStart(needs, scope)
  await compareAll(needs, run, watcher)
  // Stands open from here on; owners are told only of what is left when all was tried.
  await db.transaction().execute(async (tx) => writeAlerts(tx, DRIFT, await driftConcerns(tx), clock()))
  await repairDifferences(needs, run, watcher)
  await db.transaction().execute(async (tx) => {
    await raiseAlerts(needs, tx, DRIFT, await driftConcerns(tx))
    await queries.finishRun(tx, run, clock())
  })
  return outcomeOf(db, run, scope)
}

/** Each kind is a list of its own at Stripe, with a limit of its own; when one fails, the others stop at their next step. */
async function compareAll(needs: RepairNeeds, run: string, watcher: Watcher | null): Promise<void> {
  const onStep = await watchWalk(needs.db, run, watcher)
  await onStep()
  const stop = new AbortController()
  const walks = COPY_KINDS.map(async (kind) => {
    try {
      // Looked up each time: another process may have begun to walk the same windows, or added one.
      for (;;) {
        const window = await queries.openWindow(needs.db, run, kind)
        if (!window) return
        await compareWindow(needs, window, { onStep, stop: stop.signal })
      }
    } catch (error) {
      stop.abort(error)
      throw error
    }
  })
  await Promise.allSettled(walks)
  stop.signal.throwIfAborted()
}

/**
 * A run that was not finished goes on; what was created since it began is a further window of it. One that began a day ago stays as it
 * is: what changed since in its walked windows would be told by nobody, and its caller is answered for now.
 */
async function resumeOrStart({ db, clock }: RepairNeeds, scope: Scope): Promise<string> {
  const from = wholeSecond(scope.from ?? new Date(0))
  const to = wholeSecond(scope.to)
  if (from >= to) throw new Refusal('invalid', 'The window is empty: --from must be before --to.')
  return db.transaction().execute(async (tx) => {
    const stopped = await queries.unfinishedRun(tx, from, new Date(clock().getTime() - DAY))
    const id = stopped?.id ?? newId('run')
    if (!stopped) await queries.insertRun(tx, { id, from_at: from, to_at: to, started_at: clock(), finished_at: null })
    const begin = stopped?.to_at ?? from
    if (begin < to) {
      const windows = COPY_KINDS.map((kind) => ({ run_id: id, kind, from_at: begin, below_at: to }))
      await queries.insertWindows(tx, windows)
      if (stopped) await queries.extendRun(tx, id, to)
    }
    return id
  })
}

/** Stripe knows whole seconds; an end within one takes the whole of it in. */
function wholeSecond(time: Date): Date {
  return new Date(Math.ceil(time.getTime() / SECOND) * SECOND)
}

async function outcomeOf(db: Db, run: string, scope: Scope): Promise<Outcome> {
  const windows = await queries.windowsOf(db, run)
  const sum = (numbers: bigint[]) => numbers.reduce((total, one) => total + one, 0n)
  const differences = await queries.differencesOf(db, run)
  return {
    run,
    from: scope.from ?? new Date(0),
    to: scope.to,
    compared: comparedOf(windows),
    foreign: sum(windows.map((window) => window.foreign_objects)),
    differences: differences.map((difference) => ({ ...difference, isNew: difference.run_id === run })),
  }
}

/** The daily run: all but what is too young to have settled. */
export async function reconcileDaily(needs: RepairNeeds): Promise<void> {
  await reconcile(needs, { from: null, to: new Date(needs.clock().getTime() - SETTLING_MS) })
}

/** Puts the daily run into the queue when a day has passed; the first comes a day after the installation's first look. */
export async function enqueueReconcile({ db, queue, clock }: { db: Db; queue: Queue; clock: Clock }): Promise<void> {
  const due = await readState(db, DUE)
  const now = clock()
  if (due !== null && new Date(due) > now) return
  await db.transaction().execute(async (tx) => {
    if (due !== null) await queue.enqueue(tx, 'reconcile', [{ key: 'reconcile', data: {} }])
    await writeState(tx, DUE, new Date(now.getTime() + DAY).toISOString())
  })
}

/** What the page of staff shows. */
export async function reconciliation({ db }: { db: Db }, limit: number) {
  const [run, differences] = await Promise.all([queries.newestRun(db), queries.newestDifferences(db, limit)])
  const windows = run ? await queries.windowsOf(db, run.id) : []
  const compared = windows.reduce((sum, window) => sum + window.compared, 0n)
  const foreign = windows.reduce((sum, window) => sum + window.foreign_objects, 0n)
  return { run: run ? { ...run, compared, foreign } : null, differences }
}
