// No call to Stripe is made inside a transaction. Each call is made to take long, and the database is looked at again and again
// meanwhile: a transaction that waits for one is found idle many times, without a statement in between. Looks are counted and not
// time: where the machine stands still both do, and between two looks each of this process's transactions had its turn.
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cancelAtPeriodEnd, resume } from '../../src/billing/change-subscription.ts'
import { startCheckout } from '../../src/billing/checkout.ts'
import { refundPayment } from '../../src/billing/refund.ts'
import { sweep } from '../../src/billing/sweep.ts'
import { openDb, openPool, type Db } from '../../src/db/open.ts'
import { newSecret } from '../../src/lib/token.ts'
import { lastPayment, newBuyer, sessionIn } from '../support/buyer.ts'
import { deletionsIn } from '../support/deletion.ts'
import { stripeCall } from '../support/stripe-side.ts'
import { createWorld, type World } from '../support/world.ts'

const CALL_MS = 600
const LOOKS = 10

let world: World
let owner: Db
beforeAll(async () => {
  world = await createWorld()
  owner = openDb(openPool(world.ownerUrl, () => undefined, 1)) // sees what other roles do (pg_monitor)
  world.simulator.control.failNext({ kind: 'slow', delayMs: CALL_MS, times: 100_000 })
}, 60_000)
afterAll(async () => {
  await owner?.destroy()
  await world?.close()
})

/** The last statements of transactions that stood idle while `work` ran. */
async function idleDuring(work: () => Promise<unknown>): Promise<string[]> {
  const found = new Set<string>()
  const looks = new Map<string, number>()
  let isOver = false
  const watch = async () => {
    while (!isOver) {
      const { rows } = await sql<{ moment: string; query: string }>`select pid || ' ' || state_change as moment, query
        from pg_stat_activity where datname = current_database() and state = 'idle in transaction'`.execute(owner)
      for (const { moment, query } of rows) {
        const times = (looks.get(moment) ?? 0) + 1
        looks.set(moment, times)
        if (times === LOOKS) found.add(query)
      }
      await sleep(5)
    }
  }
  const watching = watch()
  await work().finally(() => (isOver = true))
  await watching
  return [...found]
}

test('the watch sees a call that is made inside', async () => {
  const seen = await idleDuring(() =>
    world.app.db.transaction().execute(async (tx) => {
      await sql`select 'held' as held`.execute(tx)
      await stripeCall(world, '/v1/customers?limit=1')
    }),
  )
  expect(seen.join()).toContain('held')
})

const { asksToDelete, closed } = deletionsIn(() => world)

test('buying, webhooks, renewal, cancelling, refund, sweep, deletion: none waits for Stripe inside', async () => {
  const { app, simulator } = world
  simulator.control.clearCalls()
  const seen = await idleDuring(async () => {
    const account = await newBuyer(world)
    const session = sessionIn(await startCheckout(app, account, 'turnpike_pro_month_usd'))
    simulator.control.completeCheckout(session)
    await world.settled()
    await cancelAtPeriodEnd(app, account)
    await resume(app, account)
    await world.travel('32d')
    await world.settled()
    const { id: payment } = await lastPayment(world, account)
    const intent = newSecret()
    await refundPayment(app, { payment, amount: null, reason: 'Asked for', intent, actor: 'command-line' })
    await sweep(app)
    await world.settled()
    await asksToDelete(account)
    await closed(account)
    await world.settled()
  })
  expect(seen).toEqual([])
  const kinds = new Set(simulator.control.calls().map(({ method, path }) => `${method} ${path.split('/')[2]}`))
  expect(kinds.size).toBeGreaterThan(6)
}, 120_000)
