// Looks for payments that earned nothing yet, and for commissions whose payment was refunded, disputed or won back since: adds the
// entries that are missing. Nothing tells it of a payment; it looks at what is there, so it may run at any time and any number of times.
// Invariant: one commission a payment, whose entries add up to its share of the money that stayed (core/commission.ts); each entry is
// in the ledger.
import { findAccount } from '../accounts/queries.ts'
import { move, type Posting } from '../billing/core/posting.ts'
import { formatMoney, minorUnits } from '../billing/core/money.ts'
import { post } from '../billing/ledger-queries.ts'
import type { Db, Tx } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import type { Clock } from '../lib/clock.ts'
import { newId } from '../lib/token.ts'
import { writtenKeys } from '../mail/queries.ts'
import { sendMail } from '../mail/send.ts'
import { attributeArrivals } from './attribute.ts'
import * as queries from './commission-queries.ts'
import { entriesFor, keptOf, netOf, type CommissionFacts } from './core/commission.ts'
import { holdEnd, type Terms } from './core/terms.ts'
import { lockAffiliates } from './queries.ts'

export interface AccrueNeeds {
  db: Db
  clock: Clock
  queue: Queue
  baseUrl: URL
  affiliateTerms: Terms
}

const BATCH = 500

export async function accrue(needs: AccrueNeeds): Promise<void> {
  await attributeArrivals(needs)
  await needs.db.transaction().execute(async (tx) => {
    await lockAffiliates(tx)
    while (await addCommissions(needs, tx)) continue
    const rows = await queries.commissionRows(tx, 'moved')
    await addEntries(needs, tx, rows)
  })
}

async function addCommissions({ clock, affiliateTerms }: AccrueNeeds, tx: Tx): Promise<boolean> {
  const payments = await queries.paymentsWithoutCommission(tx, affiliateTerms.months, BATCH)
  await queries.insertCommissions(
    tx,
    payments.map(({ payment, affiliate, amount, tax, currency, paid_at }) => ({
      id: newId('com'),
      payment_id: payment,
      affiliate_id: affiliate,
      base: netOf({ amount, tax }),
      rate_bp: affiliateTerms.rateBp,
      currency,
      hold_until: holdEnd(paid_at, affiliateTerms),
      created_at: clock(),
    })),
  )
  return payments.length === BATCH
}

/** What the formula needs to know, of a row as it is stored. */
export function factsOf(row: queries.CommissionRow): CommissionFacts {
  const disputes = row.disputes.map((dispute) => ({ ...dispute, amount: minorUnits(dispute.amount) }))
  const payment = { amount: row.paid, currency: row.paid_currency, refunded: row.refunded }
  return {
    base: row.base,
    rateBp: row.rate_bp,
    paid: row.paid,
    kept: keptOf(payment, disputes),
    isOwnCard: row.is_own_card,
  }
}

async function addEntries(needs: AccrueNeeds, tx: Tx, rows: queries.CommissionRow[]): Promise<void> {
  const at = needs.clock()
  const added = rows.flatMap((row) =>
    entriesFor(factsOf(row), row.standing === null ? null : BigInt(row.standing)).map((entry, index) => ({
      row,
      entry: { ...entry, commission_id: row.id, number: row.entries + index + 1, created_at: at },
    })),
  )
  await queries.insertEntries(
    tx,
    added.map(({ entry }) => entry),
  )
  for (const [affiliate, entries] of Map.groupBy(added, ({ row }) => row.affiliate_id)) {
    await post(
      tx,
      affiliate,
      entries.map(({ entry, row }) => postingOf(entry, row.currency)),
      at,
    )
    const first = entries.find(({ entry }) => entry.kind === 'accrual')
    if (!first) continue
    await tellOfFirst(needs, tx, affiliate, { amount: first.entry.amount, currency: first.row.currency })
  }
}

function postingOf(entry: queries.EntryRow, currency: string): Posting {
  const key = `commission:${entry.commission_id}:${entry.number}`
  const when = { created: entry.created_at, currency }
  return entry.amount > 0n
    ? move(key, when, 'commissions-payable', 'commissions', entry.amount)
    : move(key, when, 'commissions', 'commissions-payable', -entry.amount)
}

async function tellOfFirst(needs: AccrueNeeds, tx: Tx, affiliate: string, money: { amount: bigint; currency: string }) {
  const dedupeKey = `first-commission:${affiliate}`
  if ((await writtenKeys(tx, [dedupeKey])).has(dedupeKey)) return
  const account = await findAccount(tx, affiliate)
  if (!account) return
  const data = { amount: formatMoney(money), affiliate: new URL('/affiliate', needs.baseUrl).href }
  await sendMail(needs, tx, { to: account.email, account: affiliate, dedupeKey, template: 'first-commission', data })
}
