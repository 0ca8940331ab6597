// Makes two acts meet in a certain order: a row is held until both wait for it, and PostgreSQL lets them have it in the order in
// which they came. An act that does not need the row is over before.
import { sql } from 'kysely'
import type { Db, Tx } from '../../src/db/open.ts'
import { until } from './until.ts'

/** `hold` takes the lock, in a transaction of its own. */
export async function inTurn<First, Second>(
  db: Db,
  hold: (tx: Tx) => Promise<unknown>,
  first: () => Promise<First>,
  second: () => Promise<Second>,
): Promise<[PromiseSettledResult<First>, PromiseSettledResult<Second>]> {
  const [one, two] = await db.transaction().execute(async (tx) => {
    const holder = await backendOf(tx)
    await hold(tx)
    let over = 0
    const begin = async <T>(act: () => Promise<T>, waiting: number) => {
      const result = act().finally(() => (over += 1))
      result.catch(() => undefined) // it is looked at when both are over
      await until('the act waits or is over', async () => over + (await waitingFor(db, holder)) >= waiting)
      return { result } // not the promise itself, which would be waited for
    }
    return [await begin(first, 1), await begin(second, 2)] as const
  })
  return Promise.allSettled([one.result, two.result])
}

async function backendOf(tx: Tx): Promise<number> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
  return rows[0]?.pid ?? 0
}

/** How many wait for this backend, or for one that waits for it. Not asked within its transaction, which would see the same for ever. */
async function waitingFor(db: Db, holder: number): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`
    with recursive line (pid) as (
      select ${holder}::int
      union
      select a.pid from pg_stat_activity a join line on line.pid = any(pg_blocking_pids(a.pid))
    )
    select count(*)::int - 1 as waiting from line`.execute(db)
  return rows[0]?.waiting ?? 0
}
