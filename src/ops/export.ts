// Everything in one value, in the shape that scripts and outside tests rely on: amounts in minor units, times in UTC.
// Invariant: all of it is read from one moment of the database.
import { accountNamed } from '../accounts/account-named.ts'
import { exportCommissions } from '../affiliates/export-commissions.ts'
import { accessOfAll } from '../billing/access.ts'
import { entitlement, planHeld, type AccessFacts } from '../billing/core/entitlement.ts'
import type { Db } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import { exportDevices, type DeviceView } from '../vpn/list-devices.ts'
import { listNodes } from '../vpn/nodes.ts'
import {
  exportedAccounts,
  exportedAlerts,
  exportedManualPayments,
  exportedMovements,
  exportedPayments,
  exportedSubscriptions,
  exportedVouchers,
  ledgerBalances,
  unbalancedTransactions,
} from './export-queries.ts'

interface Needs {
  db: Db
  clock: Clock
  graceDays: number
}

/** `account` is an e-mail address or an id; null: all. Throws Refusal `not-found`, `invalid`. */
export async function exportAll(needs: Needs, account: string | null) {
  const reading = needs.db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only')
  return reading.execute(async (tx) => {
    const moment = { ...needs, db: tx }
    return {
      accounts: await accountsOf(moment, account === null ? null : await accountNamed(tx, account)),
      ledger: await ledgerOf(tx),
      nodes: (await listNodes(moment)).map(({ id, name, state, generation, acknowledged }) => {
        return { id, name, state, generation, acknowledged }
      }),
      alerts: await exportedAlerts(tx),
    }
  })
}

async function accountsOf(needs: Needs, account: string | null) {
  const { db, clock, graceDays } = needs
  const now = clock()
  const access = await accessOfAll(db)
  const devices = await exportDevices(needs, account)
  const subscriptions = ofAccounts(await exportedSubscriptions(db, account))
  const payments = ofAccounts(await exportedPayments(db, account))
  const refunds = ofAccounts(await exportedMovements(db, 'refunds', account))
  const disputes = ofAccounts(await exportedMovements(db, 'disputes', account))
  const vouchers = ofAccounts(await exportedVouchers(db, account))
  const manual = ofAccounts(await exportedManualPayments(db, account))
  const commissions = ofAccounts(await exportCommissions(needs, account))
  return (await exportedAccounts(db, account)).map(({ id, email, role }) => ({
    id,
    email,
    role,
    access: accessIn(access.get(id), now, graceDays),
    subscriptions: subscriptions(id),
    payments: payments(id),
    refunds: refunds(id),
    disputes: disputes(id),
    vouchers: vouchers(id),
    manual_payments: manual(id),
    commissions: commissions(id),
    devices: (devices.get(id) ?? []).map(deviceIn),
  }))
}

/** The rows of an account, without its id in each. */
function ofAccounts<R extends { account_id: string }>(rows: R[]): (account: string) => Omit<R, 'account_id'>[] {
  const byAccount = Map.groupBy(rows, (row) => row.account_id)
  return (account) => (byAccount.get(account) ?? []).map(withoutAccount)
}

function withoutAccount<R extends { account_id: string }>(row: R): Omit<R, 'account_id'> {
  const rest: Omit<R, 'account_id'> & { account_id?: string } = { ...row }
  delete rest.account_id
  return rest
}

function accessIn(facts: AccessFacts | undefined, now: Date, graceDays: number) {
  const entitled = facts ? entitlement(facts, now, graceDays) : ({ state: 'none' } as const)
  const isServed = entitled.state === 'active' || entitled.state === 'grace'
  const until = isServed ? entitled.until : entitled.state === 'ended' ? entitled.since : null
  return {
    state: entitled.state,
    until,
    plan: isServed ? entitled.plan.id : ((facts && planHeld(facts, now)?.id) ?? null),
    device_limit: isServed ? entitled.plan.deviceLimit : 0,
  }
}

function deviceIn({ id, name, protocol, state, addresses, publicKey }: DeviceView) {
  return { id, name, protocol, state, addresses, public_key: publicKey }
}

async function ledgerOf(db: Db) {
  const byCurrency: Record<string, Record<string, bigint>> = {}
  for (const { currency, ledger_account: account, balance } of await ledgerBalances(db)) {
    byCurrency[currency] = { ...byCurrency[currency], [account]: BigInt(balance) }
  }
  return { balanced: (await unbalancedTransactions(db)) === 0, by_currency: byCurrency }
}
