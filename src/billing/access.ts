// Reads what the entitlement of accounts follows from. The VPN asks here; nobody else joins these tables.
// Invariant: one query gives all facts, so an answer is never put together from two moments.
import type { Db } from '../db/open.ts'
import { isAnonymous } from '../mail/nobody.ts'
import type { AccessFacts, Granted, Plan, Standing } from './core/entitlement.ts'
import { accessRows, lockAccount, type GrantedJson } from './queries.ts'

/** The facts of one account; of an unknown account: null. */
export async function accessOf(db: Db, account: string): Promise<AccessFacts | null> {
  const [row] = await accessRows(db, [account])
  return row ? factsOf(row) : null
}

/** The facts of these accounts in one question, by account id. */
export async function accessOfSome(db: Db, accounts: string[]): Promise<Map<string, AccessFacts>> {
  if (accounts.length === 0) return new Map()
  return factsById(await accessRows(db, accounts))
}

/** As `accessOf`, and holds the account against other changes until the transaction ends. */
export async function lockAccessOf(tx: Db, account: string): Promise<AccessFacts | null> {
  await lockAccount(tx, account)
  return accessOf(tx, account)
}

/** The facts of every account that could be entitled, by account id. */
export async function accessOfAll(db: Db): Promise<Map<string, AccessFacts>> {
  return factsById(await accessRows(db, null))
}

type AccessRow = Awaited<ReturnType<typeof accessRows>>[number]

function factsById(rows: AccessRow[]): Map<string, AccessFacts> {
  return new Map(rows.map((row) => [row.account_id, factsOf(row)]))
}

function factsOf(row: AccessRow): AccessFacts {
  return {
    plan: planOf(row.plan_id, row.plan_name, row.plan_rank, row.plan_device_limit, row.plan_data_cap),
    paidUntil: row.paid_until,
    granted: (row.granted ?? []).map(grantedIn),
    standing: (row.standing ?? 'none') satisfies Standing,
    disputed: row.disputed ?? false,
    banned: row.banned_at !== null,
    // Without an address nobody can be told apart, so everybody would have the free plan as often as he likes.
    freePlan:
      row.email_verified_at && !isAnonymous(row.email)
        ? planOf(row.free_id, row.free_name, row.free_rank, row.free_device_limit, row.free_data_cap)
        : null,
  }
}

function grantedIn({ from, until, dataCap, ...plan }: GrantedJson): Granted {
  return {
    plan: { ...plan, dataCap: dataCap === null ? null : BigInt(dataCap) },
    from: new Date(from),
    until: new Date(until),
  }
}

function planOf(
  id: string | null,
  name: string | null,
  rank: number | null,
  deviceLimit: number | null,
  dataCap: bigint | null,
): Plan | null {
  return id === null || name === null || rank === null || deviceLimit === null
    ? null
    : { id, name, rank, deviceLimit, dataCap }
}
