// The comparing half of reconciliation: walks one window of one kind and stores what differs; it repairs nothing.
// Invariant: every object of Stripe's and every copy of ours that was created in the window is looked at, once, with no more than
// a few pages in memory; and what is stored as a difference was seen twice, so that what is just changing is none.
import type { Db } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import { driftBetween, type CopyKind, type Drift } from './core/drift.ts'
import type { CreatedWindow, Told } from './reconcile-walk-stripe.ts'
import * as copies from './copy-queries.ts'
import * as queries from './reconcile-queries.ts'
import type { Gateway } from './stripe.ts'

export interface CompareNeeds {
  db: Db
  clock: Clock
  stripe: Pick<Gateway, 'walk' | 'look'>
}

const SECOND = 1000
const UNDER_WAY_MS = 60_000 // an event that waits longer is not going to be worked off by itself
const BATCH = 500
const MOST_HELD = 1000

/** Ends early when another process walks the same window and was faster; throws what `stop` says when it stops. */
export async function compareWindow(
  needs: CompareNeeds,
  window: queries.Window,
  { onStep, stop }: { onStep: () => Promise<void>; stop: AbortSignal },
): Promise<void> {
  const { kind, from_at: from } = window
  let current = window
  /** Everything created at `below` or later is done after this step; false: another process was faster. */
  const step = async (told: Told[], below: Date): Promise<boolean> => {
    stop.throwIfAborted()
    const foreign = await comparePart(needs, current, told, { from: below, below: current.below_at })
    const isOurs = await queries.advanceWindow(needs.db, current, { below, compared: told.length, foreign })
    if (!isOurs) return false
    current = { ...current, below_at: below }
    await onStep()
    return true
  }
  const steps = openSteps(step)
  try {
    for await (const page of needs.stripe.walk(kind, { from, below: current.below_at })) {
      if (!(await steps.add(page))) return
    }
    const last = await steps.end()
    if (last) await step(last, from)
  } finally {
    await steps.settled()
  }
}

/**
 * Compares beside the fetching of the next page: when Stripe is the slower side each page is a step, else several come together.
 * Objects of the oldest second so far may go on upon the next page: they wait for it, or for the end.
 */
function openSteps(step: (told: Told[], below: Date) => Promise<boolean>) {
  let held: Told[] = []
  let isBusy = false
  let going = Promise.resolve(true)
  const drain = async (): Promise<boolean> => {
    isBusy = true
    try {
      for (;;) {
        const oldest = held.at(-1)?.created.getTime() ?? 0
        const ready = held.filter((told) => told.created.getTime() > oldest)
        if (ready.length === 0) return true
        held = held.filter((told) => told.created.getTime() <= oldest)
        if (!(await step(ready, new Date(oldest + SECOND)))) return false
      }
    } finally {
      isBusy = false
    }
  }
  return {
    /** False when a step was. */
    async add(page: Told[]): Promise<boolean> {
      held.push(...page)
      if (isBusy && held.length < MOST_HELD) return true
      if (!(await going)) return false
      going = drain()
      void Promise.allSettled([going]) // whoever awaits it next is told of its failure
      return true
    },
    /** What waits for the end; null when a step was false. */
    end: async () => ((await going) ? held : null),
    settled: () => Promise.allSettled([going]),
  }
}

/** Gives the number of objects that are another system's. */
async function comparePart(needs: CompareNeeds, window: queries.Window, told: Told[], part: CreatedWindow) {
  const { db } = needs
  const { kind, run_id: run } = window
  const ids = told.map((one) => one.id)
  const customers = [...new Set(told.flatMap((one) => one.customer ?? []))]
  const [stored, accounts] = [await copies.storedCopies(db, kind, ids), await copies.accountsByCustomer(db, customers)]
  let foreign = 0
  for (const { customer, ...rest } of told) {
    const here = stored.get(rest.id) ?? null
    const account = customer === null ? null : (accounts.get(customer) ?? null)
    if (!here && !account) foreign++
    else if (driftBetween(here, { ...rest, account }).length > 0)
      await storeIfSeenAgain(needs, { run, kind, id: rest.id })
  }
  for (let after = ''; ;) {
    const batch = await copies.storedIds(db, kind, part, { but: ids, after, limit: BATCH })
    for (const id of batch) await storeIfSeenAgain(needs, { run, kind, id })
    after = batch.at(-1) ?? ''
    if (batch.length < BATCH) return foreign
  }
}

async function storeIfSeenAgain(needs: CompareNeeds, { run, kind, id }: { run: string; kind: CopyKind; id: string }) {
  const { copy, drifts } = await lookAgain(needs, kind, id)
  if (!copy || drifts.length === 0) return
  const now = needs.clock()
  const since = new Date(now.getTime() - UNDER_WAY_MS)
  if (copy.customer && (await queries.isUnderWay(needs.db, copy.customer, since))) return
  await needs.db.transaction().execute((tx) => queries.insertDifferences(tx, { run, copy, drifts, at: now }))
}

/** Both sides of one object as they are now. `copy` says what it is, by Stripe's word where there is one. */
export async function lookAgain(
  { db, stripe }: CompareNeeds,
  kind: CopyKind,
  id: string,
): Promise<{ copy: queries.NewDifference['copy'] | null; drifts: Drift[] }> {
  const told = await stripe.look(kind, id)
  const here = (await copies.storedCopies(db, kind, [id])).get(id) ?? null
  if (!told) return { copy: here && { ...here, customer: null }, drifts: driftBetween(here, null) }
  const { customer, ...rest } = told
  const account = customer === null ? null : ((await copies.accountsByCustomer(db, [customer])).get(customer) ?? null)
  const drifts = driftBetween(here, { ...rest, account })
  return { copy: { kind, id, created: told.created, customer, account: account ?? here?.account ?? null }, drifts }
}
