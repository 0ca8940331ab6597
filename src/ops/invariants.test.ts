// Each invariant finds its violation, and the export tells the same facts. Violations are written past the code.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDb, openPool, type Db } from '../db/open.ts'
import { createTestDatabase, type TestDatabase } from '../../test/support/postgres.ts'
import { newId } from '../lib/token.ts'
import { exportAll } from './export.ts'
import { checkInvariants } from './invariants.ts'

const NOW = new Date('2026-11-24T12:00:00Z')
let database: TestDatabase
let db: Db
let account: string

beforeEach(async () => {
  database = await createTestDatabase()
  db = openDb(openPool(database.url, () => undefined))
  account = newId('acct')
  const nobody = { password_hash: null, email_verified_at: NOW, banned_at: null, created_at: NOW }
  await db
    .insertInto('accounts')
    .values({ id: account, email: 'A@example.com', email_key: 'a@example.com', ...nobody })
    .execute()
})

afterEach(async () => {
  await db.destroy()
  await database.drop()
})

async function violated(): Promise<string[]> {
  const checks = await checkInvariants({ db, clock: () => NOW, graceDays: 7, anchors: null })
  for (const check of checks) expect(check.count).toBe(check.detail.length)
  return checks.filter((check) => !check.ok).map((check) => check.id)
}

async function pay(charge: string): Promise<void> {
  const payment = { id: newId('pay'), account_id: account, stripe_id: charge, invoice_id: null, amount: 1000n }
  await db
    .insertInto('payments')
    .values({ ...payment, currency: 'usd', status: 'succeeded', created_at: NOW })
    .execute()
}

async function book(charge: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const { id } = await tx
      .insertInto('ledger_transactions')
      .values({ key: `payment:${charge}`, account_id: account, occurred_at: NOW, posted_at: NOW })
      .returning('id')
      .executeTakeFirstOrThrow()
    const entry = { transaction_id: id, currency: 'usd' }
    const debit = { ...entry, line: 0, ledger_account: 'stripe-balance', amount: 1000n } as const
    const credit = { ...entry, line: 1, ledger_account: 'revenue', amount: -1000n } as const
    await tx.insertInto('ledger_entries').values([debit, credit]).execute()
  })
}

async function refund(id: string, amount: bigint): Promise<void> {
  const row = { stripe_id: id, charge_id: 'ch_1', amount, currency: 'usd', status: 'succeeded', created_at: NOW }
  await db.insertInto('refunds').values(row).execute()
}

async function subscribe(id: string, status: string): Promise<void> {
  const dates = { current_period_end: NOW, ends_at: null, trial_end: null, created_at: NOW }
  await db
    .insertInto('subscriptions')
    .values({ id, account_id: account, status, price_id: 'price_1', plan_id: 'pro', ...dates })
    .execute()
}

test('data as it should be violates nothing', async () => {
  await pay('ch_1')
  await book('ch_1')
  await refund('re_1', 1000n)
  await subscribe('sub_1', 'active')
  await subscribe('sub_2', 'canceled')
  expect(await violated()).toEqual([])
})

test('a second live subscription', async () => {
  await subscribe('sub_1', 'active')
  await subscribe('sub_2', 'past_due')
  expect(await violated()).toEqual(['M1'])
})

test('a payment that is not booked, and a booking without a payment', async () => {
  await pay('ch_1')
  expect(await violated()).toEqual(['M2'])
  await book('ch_1')
  expect(await violated()).toEqual([])
  await book('ch_2')
  expect(await violated()).toEqual(['M2'])
})

test('refunds over what was paid', async () => {
  await pay('ch_1')
  await book('ch_1')
  await refund('re_1', 600n)
  await refund('re_2', 600n)
  expect(await violated()).toEqual(['M3'])
})

test.each([
  ['failed', NOW, ['M8']],
  ['pending', NOW, []],
  ['pending', new Date('2026-11-24T11:00:00Z'), ['M8']],
  ['done', new Date('2026-11-24T11:00:00Z'), []],
] as const)('an event that is %s, received at %s', async (state, received, ids) => {
  const event = { id: 'evt_1', type: 'invoice.paid', customer: 'cus_1', body: '{}', reason: null, settled_at: null }
  await db
    .insertInto('stripe_events')
    .values({ ...event, state, created: received, received_at: received })
    .execute()
  expect(await violated()).toEqual(ids)
})

test('a device without an address, and a removed one that kept its', async () => {
  const device = { account_id: account, protocol: 'wireguard', public_key: null, preshared_key_sealed: null } as const
  const [live, removed] = [newId('dev'), newId('dev')]
  await db
    .insertInto('devices')
    .values([
      { ...device, id: live, name: 'live', created_at: NOW, removed_at: null },
      { ...device, id: removed, name: 'gone', created_at: NOW, removed_at: NOW },
    ])
    .execute()
  expect(await violated()).toEqual(['E6-addresses'])
  const address = { protocol: 'wireguard', freed_at: null } as const
  await db
    .insertInto('addresses')
    .values({ ...address, host: 2, device_id: live })
    .execute()
  expect(await violated()).toEqual([])
  await db
    .insertInto('addresses')
    .values({ ...address, host: 3, device_id: removed })
    .execute()
  expect(await violated()).toEqual(['E6-addresses'])
})

test('a commission that nobody earned, one that is not what its payment says, and one that is not booked', async () => {
  await pay('ch_1')
  await book('ch_1')
  const [payment] = await db.selectFrom('payments').select('id').execute()
  const affiliate = newId('acct')
  const nobody = { password_hash: null, email_verified_at: NOW, banned_at: null, created_at: NOW }
  await db
    .insertInto('accounts')
    .values({ id: affiliate, email: 'b@example.com', email_key: 'b@example.com', ...nobody })
    .execute()
  await db
    .insertInto('affiliates')
    .values({ account_id: affiliate, code: 'abcde23456', state: 'active', created_at: NOW })
    .execute()
  const id = newId('com')
  const terms = { base: 1000n, rate_bp: 2000, currency: 'usd', hold_until: NOW, created_at: NOW }
  await db
    .insertInto('commissions')
    .values({ id, payment_id: payment?.id ?? '', affiliate_id: affiliate, ...terms })
    .execute()
  expect(await violated()).toEqual(['A1', 'A2'])
  await db.insertInto('attributions').values({ account_id: account, affiliate_id: affiliate, at: NOW }).execute()
  expect(await violated()).toEqual(['A2'])
  const entry = { commission_id: id, number: 1, kind: 'accrual', amount: 200n, created_at: NOW } as const
  await db
    .insertInto('commission_entries')
    .values({ ...entry, payout_id: null })
    .execute()
  expect(await violated()).toEqual(['A2-ledger'])
  // Tax that its invoice told of after the commission was counted.
  await db.updateTable('payments').set({ tax: 160n }).execute()
  expect(await violated()).toContain('A2')
})

test('the export tells access, money and ledger of an account, found by any writing of its address', async () => {
  await pay('ch_1')
  await book('ch_1')
  await refund('re_1', 400n)
  const paidUntil = new Date('2026-12-24T12:00:00Z')
  await db
    .insertInto('access')
    .values({
      account_id: account,
      plan_id: 'pro',
      paid_until: paidUntil,
      standing: 'renewing',
      changed_at: NOW,
    })
    .execute()
  const whole = await exportAll({ db, clock: () => NOW, graceDays: 7 }, 'a@EXAMPLE.com')
  expect(whole.ledger).toEqual({ balanced: true, by_currency: { usd: { revenue: -1000n, 'stripe-balance': 1000n } } })
  expect(whole.accounts).toMatchObject([
    {
      id: account,
      email: 'A@example.com',
      access: { state: 'active', until: paidUntil, plan: 'pro', device_limit: 10 },
      payments: [
        { stripe_id: 'ch_1', amount: 1000n, currency: 'usd', refunded: 0n, status: 'succeeded', created: NOW },
      ],
      refunds: [{ stripe_id: 're_1', charge: 'ch_1', amount: 400n }],
    },
  ])
})

test.each([
  ['beside what was paid the higher plan', 'premium', 'active', 'premium', 30, '2026-12-24T12:00:00Z'],
  ['a lower plan that outlasts it', 'basic', 'active', 'pro', 10, '2027-01-24T12:00:00Z'],
])('the export tells of granted time: %s', async (_, granted, state, plan, devices, until) => {
  const paid = { plan_id: 'pro', paid_until: new Date('2026-12-24T12:00:00Z'), standing: 'ending' } as const
  await db
    .insertInto('access')
    .values({ account_id: account, ...paid, changed_at: NOW })
    .execute()
  const ends = new Date(granted === 'basic' ? '2027-01-24T12:00:00Z' : '2026-12-04T12:00:00Z')
  const grant = {
    account_id: account,
    starts_at: NOW,
    source: 'staff',
    reason: 'A slow week',
    actor: 'system',
  } as const
  const open = { revoked_at: null, revoked_by: null }
  await db
    .insertInto('grants')
    .values([
      { ...grant, ...open, id: newId('grant'), intent: 'counts', plan_id: granted, ends_at: ends, created_at: NOW },
      {
        ...grant,
        id: newId('grant'),
        intent: 'revoked',
        plan_id: 'premium',
        ends_at: new Date('2028-01-01T00:00:00Z'),
        created_at: NOW,
        revoked_at: NOW,
        revoked_by: 'system',
      },
    ])
    .execute()
  const whole = await exportAll({ db, clock: () => NOW, graceDays: 7 }, account)
  const access = { state, plan, device_limit: devices, until: new Date(until) }
  expect(whole.accounts).toMatchObject([{ access }])
  expect((await exportAll({ db, clock: () => NOW, graceDays: 7 }, null)).accounts).toMatchObject([{ access }])
})
