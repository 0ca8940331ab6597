// The invariants of vouchers and manual payments find their violations. These are written past the code.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/support/postgres.ts'
import { move, type LedgerAccount } from '../billing/core/posting.ts'
import { post } from '../billing/ledger-queries.ts'
import { openDb, openPool, type Db } from '../db/open.ts'
import type { GrantSource } from '../db/schema.ts'
import { newId } from '../lib/token.ts'
import { checkInvariants } from './invariants.ts'

const NOW = new Date('2026-11-24T12:00:00Z')
const LATER = new Date('2026-12-24T12:00:00Z')
let database: TestDatabase
let db: Db
let [account, owner] = ['', '']

beforeEach(async () => {
  database = await createTestDatabase()
  db = openDb(openPool(database.url, () => undefined))
  ;[account, owner] = [newId('acct'), newId('acct')]
  const nobody = { password_hash: null, email_verified_at: NOW, banned_at: null, created_at: NOW }
  const named = (id: string, email: string) => ({ id, email, email_key: email, ...nobody })
  await db
    .insertInto('accounts')
    .values([named(account, 'a@example.com'), named(owner, 'o@example.com')])
    .execute()
})

afterEach(async () => {
  await db.destroy()
  await database.drop()
})

async function violated(): Promise<string[]> {
  const checks = await checkInvariants({ db, clock: () => NOW, graceDays: 7, anchors: null })
  return checks.filter((check) => !check.ok).map((check) => check.id)
}

async function grant(source: GrantSource, intent: string): Promise<string> {
  const id = newId('grant')
  const stretch = { account_id: account, plan_id: 'pro', starts_at: NOW, ends_at: LATER, reason: 'x', actor: owner }
  await db
    .insertInto('grants')
    .values({ id, intent, source, ...stretch, created_at: NOW, revoked_at: null, revoked_by: null })
    .execute()
  return id
}

function book(key: string, from: LedgerAccount, to: LedgerAccount, amount: bigint): Promise<void> {
  const posting = move(key, { created: NOW, currency: 'usd' }, from, to, amount)
  return db.transaction().execute((tx) => post(tx, account, [posting], NOW))
}

test('time of a voucher that nobody redeemed, a redeemed one that is not booked, and one that is booked and not redeemed', async () => {
  const [batch, used, other] = [newId('vb'), newId('vch'), newId('vch')]
  const gift = { plan_id: 'pro', unit: 'month' as const, length: 1, size: 2, amount: 450n, currency: 'usd', note: 'x' }
  const made = {
    intent: batch,
    expires_at: null,
    actor: owner,
    created_at: NOW,
    withdrawn_at: null,
    withdrawn_by: null,
  }
  await db
    .insertInto('voucher_batches')
    .values({ id: batch, ...gift, ...made })
    .execute()
  const unused = { batch_id: batch, redeemed_by: null, redeemed_at: null, grant_id: null }
  await db
    .insertInto('vouchers')
    .values([
      { id: used, code_hash: Buffer.alloc(32, 1), ...unused },
      { id: other, code_hash: Buffer.alloc(32, 2), ...unused },
    ])
    .execute()
  expect(await violated()).toEqual([])
  const given = await grant('voucher', `voucher:${used}`)
  expect(await violated()).toEqual(['P1'])
  const redeemed = { redeemed_by: account, redeemed_at: NOW, grant_id: given }
  await db.updateTable('vouchers').set(redeemed).where('id', '=', used).execute()
  expect(await violated()).toEqual(['P1'])
  await book(`voucher:${used}`, 'revenue', 'vouchers', 450n)
  expect(await violated()).toEqual([])
  await book(`voucher:${other}`, 'revenue', 'vouchers', 450n)
  expect(await violated()).toEqual(['P1'])
})

test('an approved payment that is not booked, one that is booked with too little, and money back that is not booked', async () => {
  const [whole, back] = [newId('mp'), newId('mp')]
  const order = { account_id: account, plan_id: 'pro', interval: 'month' as const, amount: 1000n, currency: 'usd' }
  const asked = { ...order, method: 'bank' as const, opened_by: account, created_at: NOW }
  const approved = { decider: owner, decided_at: NOW, note: 'Statement' }
  const kept = { state: 'approved' as const, returner: null, returned_at: null, returned: null, return_note: null }
  const gone = { state: 'returned' as const, returner: owner, returned_at: NOW, returned: 600n, return_note: 'Slow' }
  const [first, second] = [
    await grant('manual-payment', `manual:${whole}`),
    await grant('manual-payment', `manual:${back}`),
  ]
  expect(await violated()).toEqual(['P2'])
  await db
    .insertInto('manual_payments')
    .values([
      { id: whole, reference: 'AAAAA-22222', ...asked, ...approved, ...kept, grant_id: first },
      { id: back, reference: 'BBBBB-22222', ...asked, ...approved, ...gone, grant_id: second },
    ])
    .execute()
  expect(await violated()).toEqual(['P2'])
  await book(`manual:${whole}`, 'revenue', 'manual', 1000n)
  await book(`manual:${back}`, 'revenue', 'manual', 1000n)
  expect(await violated()).toEqual(['P2'])
  await book(`manual-return:${back}`, 'manual', 'refunds', 500n)
  expect(await violated()).toEqual(['P2'])
  await book(`manual-return:${back}:600`, 'manual', 'refunds', 100n)
  expect(await violated()).toEqual([])
})
