// Ninety days of a shop with five hundred customers, whose events come doubled, late, out of order or never, and whose calls to Stripe
// fail or lose their answers: in the end the books are those of Stripe, to the cent. `BOOKS_SEED` repeats a run; `BOOKS_CUSTOMERS` and `BOOKS_DAYS` make it larger.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { shortPrice } from '../../src/web/kit/components/money.tsx'
import { readState } from '../../src/billing/state-queries.ts'
import { revenueByMonth, revenueStats } from '../../src/billing/overview.ts'
import { publishPlans } from '../../src/billing/plans.ts'
import { reconcile } from '../../src/billing/reconcile.ts'
import { setPrice } from '../../src/billing/set-price.ts'
import { exportAll } from '../../src/ops/export.ts'
import { checkInvariants } from '../../src/ops/invariants.ts'
import { openStaff } from '../support/staff.ts'
import { until } from '../support/until.ts'
import { createWorld, type World } from '../support/world.ts'
import { chanceFrom } from './chance.ts'
import { liveDays } from './days.ts'
import { recount, type Figures } from './recount.ts'

const SEED = Number(process.env['BOOKS_SEED'] ?? 7)
const CUSTOMERS = Number(process.env['BOOKS_CUSTOMERS'] ?? 500)
const DAYS = Number(process.env['BOOKS_DAYS'] ?? 90)

describe(`seed ${SEED}`, () => {
  let world: World
  let truth: Figures
  let life: { done: number; refused: number }
  beforeAll(async () => {
    world = await createWorld()
    await setPrice(world.app, 'command-line', { plan: 'pro', interval: 'month', currency: 'eur', amount: '9.50' })
    await publishPlans(world.app)
    life = await liveDays(world, chanceFrom(SEED), CUSTOMERS, DAYS)
    world.simulator.control.clearFaults()
    world.pass('1h') // what is younger than a quarter of an hour may not have been heard of
    await world.settled()
    await dailyRunsOver(world) // one that began days ago and goes on would be joined, with what it saw then
  }, 800_000)
  afterAll(() => world.close())

  test('reconciliation mends what was never heard of, and then finds nothing', async () => {
    const compare = () => reconcile(world.app, { from: null, to: world.app.clock() })
    const first = await compare()
    expect(first.differences.filter(({ resolution }) => resolution === 'open')).toEqual([])
    const second = await compare()
    expect(second.differences).toEqual([])
    truth = await recount(world)
    expect(Number(second.compared.charge)).toBeGreaterThan(CUSTOMERS / 2)
    expect(life.done).toBeGreaterThan(CUSTOMERS)
    expect(life.refused).toBeGreaterThan(0)
  })

  test('each currency sums to zero, and what was charged is what was booked', async () => {
    const { ledger } = await exportAll(world.app, null)
    expect(ledger.balanced).toBe(true)
    const charged: Record<string, bigint> = {}
    for (const [name, books] of Object.entries(ledger.by_currency)) charged[name] = -(books['revenue'] ?? 0n)
    expect(charged).toEqual(inMinorUnits(truth.charged))
    for (const books of Object.values(ledger.by_currency))
      expect(Object.values(books).reduce((sum, amount) => sum + amount, 0n)).toBe(0n)
  })

  test('the figures of the owner’s page are those of Stripe’s lists', async () => {
    const { paying, mrr } = await revenueStats(world.app)
    expect(paying).toBe(truth.paying)
    const monthly: Record<string, bigint> = {}
    for (const { currency, amount } of mrr) monthly[currency] = amount
    expect(monthly).toEqual(inMinorUnits(truth.monthly))
    expect(await receivedHere(world)).toEqual(linesOf(truth.received))
    const { text } = await (await openStaff(world)).get('/admin')
    for (const [currency, amount] of Object.entries(truth.monthly))
      expect(text).toContain(shortPrice({ currency, amount: BigInt(amount) })) // a whole amount without its zeros
  })

  test('no invariant is violated', async () => {
    const checks = await checkInvariants({ ...world.app, anchors: null })
    expect(checks.filter((check) => !check.ok)).toEqual([])
  })
})

async function dailyRunsOver({ app }: World): Promise<void> {
  await until('the daily reconciliation of the last day is over', async () => {
    const due = await readState(app.db, 'reconcile-due')
    const { rows } = await sql`select from jobs.job where name = 'reconcile' and state < 'completed'`.execute(app.db)
    return due !== null && new Date(due) > app.clock() && rows.length === 0
  })
}

/** Lines such as `usd 2026-11 1250`. */
function linesOf(received: Figures['received']): string[] {
  return Object.entries(received)
    .flatMap(([currency, months]) =>
      Object.entries(months).flatMap(([month, amount]) => (amount === 0 ? [] : [`${currency} ${month} ${amount}`])),
    )
    .toSorted()
}

async function receivedHere({ app }: World): Promise<string[]> {
  return (await revenueByMonth(app))
    .flatMap(({ currency, months }) =>
      months.flatMap(({ month, amount }) => (amount === 0n ? [] : [`${currency} ${month} ${amount}`])),
    )
    .toSorted()
}

function inMinorUnits(sums: Record<string, number>): Record<string, bigint> {
  const moved: Record<string, bigint> = {}
  for (const [name, amount] of Object.entries(sums)) if (amount !== 0) moved[name] = BigInt(amount)
  return moved
}
