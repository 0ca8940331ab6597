// The SQL of reconciliation: runs and how far they are, and differences.
import type { Selectable } from 'kysely'
import type { Db, Tx } from '../db/open.ts'
import type { Schema } from '../db/schema.ts'
import type { CopyKind, Drift } from './core/drift.ts'

export type Run = Selectable<Schema['reconcile_runs']>
export type Window = Selectable<Schema['reconcile_windows']>
export type DifferenceRow = Selectable<Schema['differences']>

/** The newest of those that began after `since`, held: whoever else would go on with it waits, and then sees its new windows. */
export function unfinishedRun(tx: Tx, from: Date, since: Date): Promise<Run | undefined> {
  return tx
    .selectFrom('reconcile_runs')
    .selectAll()
    .where('finished_at', 'is', null)
    .where('started_at', '>', since)
    .where('from_at', '=', from)
    .orderBy('started_at', 'desc')
    .limit(1)
    .forUpdate()
    .executeTakeFirst()
}

export function insertRun(tx: Tx, run: Run): Promise<unknown> {
  return tx.insertInto('reconcile_runs').values(run).execute()
}

export async function extendRun(tx: Tx, run: string, to: Date): Promise<void> {
  await tx.updateTable('reconcile_runs').set({ to_at: to }).where('id', '=', run).execute()
}

export async function insertWindows(tx: Tx, windows: Pick<Window, 'run_id' | 'kind' | 'from_at' | 'below_at'>[]) {
  await tx.insertInto('reconcile_windows').values(windows).execute()
}

/** Unless another process has added a window that is still open, or is just adding one. */
export async function finishRun(tx: Tx, run: string, at: Date): Promise<void> {
  await tx.selectFrom('reconcile_runs').select('id').where('id', '=', run).forUpdate().execute()
  await tx
    .updateTable('reconcile_runs')
    .set({ finished_at: at })
    .where('id', '=', run)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('reconcile_windows')
            .select('run_id')
            .where('run_id', '=', run)
            .whereRef('below_at', '>', 'from_at'),
        ),
      ),
    )
    .execute()
}

/** The oldest window of this kind that is not walked to its end. */
export function openWindow(db: Db, run: string, kind: CopyKind): Promise<Window | undefined> {
  return db
    .selectFrom('reconcile_windows')
    .selectAll()
    .where('run_id', '=', run)
    .where('kind', '=', kind)
    .whereRef('below_at', '>', 'from_at')
    .orderBy('from_at')
    .limit(1)
    .executeTakeFirst()
}

export function windowsOf(db: Db, run: string): Promise<Window[]> {
  return db.selectFrom('reconcile_windows').selectAll().where('run_id', '=', run).orderBy('from_at').execute()
}

/** False when another process has moved this window meanwhile. */
export async function advanceWindow(
  db: Db,
  { run_id: run, kind, from_at: from, below_at: below }: Window,
  to: { below: Date; compared: number; foreign: number },
): Promise<boolean> {
  const result = await db
    .updateTable('reconcile_windows')
    .set((eb) => ({
      below_at: to.below,
      compared: eb('compared', '+', BigInt(to.compared)),
      foreign_objects: eb('foreign_objects', '+', BigInt(to.foreign)),
    }))
    .where('run_id', '=', run)
    .where('kind', '=', kind)
    .where('from_at', '=', from)
    .where('below_at', '=', below)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

export function runById(db: Db, run: string): Promise<Run | undefined> {
  return db.selectFrom('reconcile_runs').selectAll().where('id', '=', run).executeTakeFirst()
}

export async function countOpen(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('differences')
    .select(({ fn }) => fn.countAll<bigint>().as('count'))
    .where('resolution', '=', 'open')
    .executeTakeFirstOrThrow()
  return Number(count)
}

export function newestRun(db: Db): Promise<Run | undefined> {
  return db.selectFrom('reconcile_runs').selectAll().orderBy('started_at', 'desc').limit(1).executeTakeFirst()
}

/** Whether the customer has an event that came after `since` and is not worked off. */
export async function isUnderWay(db: Db, customer: string, since: Date): Promise<boolean> {
  const row = await db
    .selectFrom('stripe_events')
    .select('id')
    .where('customer', '=', customer)
    .where('state', '=', 'pending')
    .where('received_at', '>', since)
    .executeTakeFirst()
  return row !== undefined
}

export interface NewDifference {
  run: string
  copy: { kind: CopyKind; id: string; created: Date; customer: string | null; account: string | null }
  drifts: Drift[]
  at: Date
}

/** Stores those that are neither open already nor accepted as they are. */
export async function insertDifferences(tx: Tx, { run, copy, drifts, at }: NewDifference): Promise<void> {
  const accepted = await acceptedOf(tx, copy.id)
  const untold = drifts.filter((drift) => {
    const known = accepted.get(drift.class)
    return known?.here !== drift.here || known.there !== drift.there
  })
  if (untold.length === 0) return
  const rows = untold.map((drift) => ({
    run_id: run,
    class: drift.class,
    kind: copy.kind,
    stripe_id: copy.id,
    customer: copy.customer,
    account_id: copy.account,
    here: drift.here,
    there: drift.there,
    created_at: copy.created,
    found_at: at,
    resolution: 'open' as const,
    resolved_at: null,
    failure: null,
  }))
  await tx
    .insertInto('differences')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['class', 'stripe_id']).where('resolution', '=', 'open').doNothing())
    .execute()
}

/** Of an object, by class: what was told last, where that is accepted. Held, so that what is just being accepted is waited for. */
async function acceptedOf(tx: Tx, object: string): Promise<Map<string, DifferenceRow>> {
  const query = tx.selectFrom('differences').selectAll().where('stripe_id', '=', object)
  const rows = await query.orderBy('id').forUpdate().execute()
  const newest = new Map(rows.map((row) => [row.class, row]))
  return new Map([...newest].filter(([, row]) => row.resolution === 'accepted'))
}

/** Open ones in the order they were found, after `after`. */
export function openDifferences(db: Db, after: bigint, limit: number): Promise<DifferenceRow[]> {
  return db
    .selectFrom('differences')
    .selectAll()
    .where('resolution', '=', 'open')
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
}

export async function resolveDifference(db: Db, id: bigint, resolution: 'repaired' | 'gone', at: Date) {
  await db
    .updateTable('differences')
    .set({ resolution, resolved_at: at, failure: null })
    .where('id', '=', id)
    .where('resolution', '=', 'open')
    .execute()
}

export async function noteFailure(db: Db, id: bigint, failure: string | null): Promise<void> {
  await db.updateTable('differences').set({ failure }).where('id', '=', id).execute()
}

export async function openClasses(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('differences').select('class').distinct().where('resolution', '=', 'open').execute()
  return rows.map((row) => row.class)
}

/** Those that this run found, and all that are open. */
export function differencesOf(db: Db, run: string): Promise<DifferenceRow[]> {
  return db
    .selectFrom('differences')
    .selectAll()
    .where((eb) => eb.or([eb('run_id', '=', run), eb('resolution', '=', 'open')]))
    .orderBy('id')
    .execute()
}

/** Open ones first, then the newest. */
export function newestDifferences(db: Db, limit: number): Promise<DifferenceRow[]> {
  return db
    .selectFrom('differences')
    .selectAll()
    .orderBy((eb) => eb('resolution', '=', 'open'), 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}
