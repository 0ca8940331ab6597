// Replays a recorded life for many accounts at once: real inbox, real sync, real PostgreSQL; Stripe is what was recorded, as it stood
// at the moment the product asks. A queued job runs when the plan says so, as a busy worker would.
import { createHash } from 'node:crypto'
import { findCustomer } from '../../src/billing/find-customer.ts'
import { openInbox } from '../../src/billing/inbox.ts'
import type { SessionWords } from '../../src/billing/core/checkout-outcome.ts'
import { syncCustomer, type SyncNeeds } from '../../src/billing/sync-customer.ts'
import type { CustomerSnapshot } from '../../src/billing/core/stripe-words.ts'
import { openDb, openPool, type Db, type Pool } from '../../src/db/open.ts'
import { openPipeline, type Pipeline } from '../../src/db/pipeline.ts'
import type { JobName, Queue } from '../../src/db/queue.ts'
import { exportAll } from '../../src/ops/export.ts'
import { signWebhook } from '../../sim/stripe/events/sign-webhook.ts'
import { createTestDatabase } from '../support/postgres.ts'
import type { Delivery } from './orders.ts'
import type { Life, Recording } from './record-lives.ts'

const SECRET = 'whsec_of_the_replay'
const GRACE_DAYS = 7
/** How many lives may be replayed at once. */
export const AT_ONCE = 8
const OBJECT = /\b(ch|sub|si|in|il|re|du|dp|cus|pi|evt|cs_test|py|txn|seti|pm)_[A-Za-z0-9]{8,}\b/g

/** The names of Stripe's objects in `text`, as this run calls them. */
export function named(text: string, run: number): string {
  return text.replaceAll(OBJECT, `$&x${run}`)
}

export interface Shop {
  db: Db
  /** One for each life that is replayed at the same time: a pipeline carries one transaction at once. */
  pipelines: Pipeline[]
  close(): Promise<void>
}

/** `wrap` may stand between the product and its pool. */
export async function openShop({ prices }: Recording, wrap = (pool: Pool) => pool): Promise<Shop> {
  const database = await createTestDatabase()
  const db = openDb(wrap(openPool(database.url, () => undefined)))
  await db.insertInto('stripe_prices').values(prices).execute()
  const pipelines = Array.from({ length: AT_ONCE }, () => openPipeline(database.url))
  return {
    db,
    pipelines,
    async close() {
      for (const pipeline of pipelines) await pipeline.close()
      await db.destroy()
      await database.drop()
    },
  }
}

/** Accounts of the runs from 0 to `count - 1`, each with an open checkout at the life's first moment. */
export async function addAccounts({ db }: Shop, life: Life, count: number): Promise<void> {
  const created_at = life.moments[0]?.at ?? new Date(0)
  for (let first = 0; first < count; first += 500) {
    const runs = Array.from({ length: Math.min(500, count - first) }, (_, index) => first + index)
    const person = { password_hash: null, email_verified_at: created_at, banned_at: null, created_at }
    const addresses = runs.map((run) => ({ id: accountOf(run), email: `x${run}@example.com` }))
    await db
      .insertInto('accounts')
      .values(addresses.map((one) => ({ ...one, email_key: one.email, ...person })))
      .execute()
    await db
      .insertInto('stripe_customers')
      .values(runs.map((run) => ({ id: named(life.customer, run), account_id: accountOf(run), synced_at: null })))
      .execute()
    const open = { lookup_key: 'turnpike_basic_month_usd', state: 'open', url: null, created_at } as const
    await db
      .insertInto('checkouts')
      .values(
        runs.map((run) => ({
          ...open,
          id: `chk_x${run}`,
          account_id: accountOf(run),
          stripe_session_id: named(life.session, run),
          expires_at: new Date(created_at.getTime() + 86_400_000),
        })),
      )
      .execute()
  }
}

/** As ids look here: a prefix and 20 characters. */
export const accountOf = (run: number) => `acct_${String(run).padStart(20, '0')}`

/** Which account, and which of the shop's pipelines is its own. */
export interface Place {
  run: number
  lane: number
}

/** How far Stripe is in the life, and what the product sees of it. */
export function openReplay(shop: Shop, life: Life, { run, lane }: Place) {
  let step = 0
  let payload: number | null = null
  const moment = () => life.moments[payload ?? step] ?? life.moments[0]
  const jobs = new Map<string, () => Promise<void>>()
  const add = (name: JobName, key: string, data: unknown) => {
    // A job's payload has the shape that its queue says.
    if (name === 'sync-customer') jobs.set(key, () => syncCustomer(needs, key))
    else if (name === 'find-customer')
      jobs.set(key, () => findCustomer(needs, data as { event: string; charge: string }))
  }
  const queue: Queue = {
    enqueue: async (_tx, name, rows) => rows.forEach(({ key, data }) => add(name, key, data)),
    enqueueMissing: async (_tx, name, rows) => rows.forEach(({ key, data }) => add(name, key, data)),
    place: async (_send, name, rows) => rows.forEach(({ key, data }) => add(name, key, data)),
    every: async () => undefined,
    work: async () => undefined,
    rest: async () => undefined,
    close: async () => undefined,
  }
  const stripe = {
    livemode: false,
    async fetchCustomer() {
      const { snapshot = '{}' } = moment() ?? {}
      return JSON.parse(named(snapshot, run)) as CustomerSnapshot // recorded from the gateway itself
    },
    async checkoutStatus() {
      const { checkout = '{}' } = moment() ?? {}
      return JSON.parse(named(checkout, run)) as SessionWords // recorded too
    },
    customerOfCharge: async () => named(life.customer, run),
  }
  const clock = () => moment()?.at ?? new Date(0)
  const needs: SyncNeeds & { stripe: typeof stripe } = {
    db: shop.db,
    queue,
    clock,
    stripe,
    baseUrl: new URL('http://localhost'),
    graceDays: GRACE_DAYS,
    persons: { hashOf: (address) => createHash('sha256').update(address).digest() },
  }
  const inbox = openInbox({ ...needs, pipelines: shop.pipelines.slice(lane, lane + 1), webhookSecrets: [SECRET] })
  return {
    step: () => step,
    /** Stripe goes on; it never goes back. */
    reach: (to: number) => (step = Math.min(Math.max(step, to), life.moments.length - 1)),
    /** As a product would that takes an event's content for the truth. */
    trust: (moment: number) => (payload = moment),
    async deliver(event: number) {
      const body = named(life.events[event]?.body ?? '', run)
      const time = Math.floor(clock().getTime() / 1000)
      const receipt = await inbox.receive(Buffer.from(body), signWebhook(body, [SECRET], time))
      if (!receipt.ok) throw new Error(receipt.reason)
    },
    /** Takes every job out of the queue and runs it, and what those add. */
    async work() {
      while (jobs.size > 0) {
        const due = [...jobs.values()]
        jobs.clear()
        for (const job of due) await job()
      }
    },
  }
}

/** One whole life, its events delivered as `plan` says. `trusting`: by a product that believes what events carry. */
export async function replay(shop: Shop, life: Life, place: Place, plan: Delivery[], trusting = false): Promise<void> {
  const world = openReplay(shop, life, place)
  let together: number[] = []
  const hear = async () => {
    await Promise.all(together.map((event) => world.deliver(event)))
    together = []
    await world.work()
  }
  for (const { event, late, isHeard } of plan) {
    const made = life.events[event]?.step ?? 0
    world.reach(Math.max(world.step(), made) + late)
    if (trusting) world.trust(made)
    together.push(event)
    if (isHeard) await hear()
  }
  await hear()
}

/** The state of each account in the end, by its run: what `export` tells of it, its part of the books, its inbox and its checkout. */
export async function endStates({ db }: Shop, life: Life, now: Date): Promise<Map<number, string>> {
  const whole = await exportAll({ db, clock: () => now, graceDays: GRACE_DAYS }, null)
  if (!whole.ledger.balanced) throw new Error('the books do not balance')
  const books = Map.groupBy(
    await db
      .selectFrom('ledger_entries')
      .innerJoin('ledger_transactions', 'ledger_transactions.id', 'ledger_entries.transaction_id')
      .select(['account_id', 'key', 'ledger_account', 'currency', 'amount', 'occurred_at'])
      .orderBy('key')
      .orderBy('line')
      .execute(),
    ({ account_id: account }) => account,
  )
  const checkouts = new Map(
    (await db.selectFrom('checkouts').select(['account_id', 'state']).execute()).map((row) => [
      row.account_id,
      row.state,
    ]),
  )
  const open = await db.selectFrom('stripe_events').select('customer').where('state', '!=', 'done').execute()
  const waiting = new Set(open.map(({ customer }) => customer))
  return new Map(
    whole.accounts.map((account) => {
      const run = Number(account.id.slice('acct_'.length))
      const state = { ...account, id: '', email: '', payments: account.payments.map((one) => ({ ...one, id: '' })) }
      const more = {
        books: books.get(account.id)?.map((entry) => ({ ...entry, account_id: '' })),
        checkout: checkouts.get(account.id),
        isWaiting: waiting.has(named(life.customer, run)),
      }
      const text = JSON.stringify({ ...state, ...more }, (_, value: unknown) =>
        typeof value === 'bigint' ? String(value) : value,
      )
      return [run, text.replaceAll(new RegExp(`x${run}\\b`, 'g'), '')]
    }),
  )
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
