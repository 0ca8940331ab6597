// An event that fails again and again: it delays nobody else, staff see why, and all that failed is run again with one press.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCheckout } from '../../src/billing/checkout.ts'
import { enqueueStale } from '../../src/billing/sweep.ts'
import { access, lastPayment, newBuyer, subscriber } from '../support/buyer.ts'
import { openStaff } from '../support/staff.ts'
import { until } from '../support/until.ts'
import { deliverEvent } from '../support/stripe-event.ts'
import { formOf } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
}, 60_000)
afterAll(() => world.close())

function deliver(id: string, customer: string): Promise<number> {
  return deliverEvent(world, { id, type: 'invoice.paid', object: { object: 'invoice', id: 'in_1', customer } })
}

async function stateOf(event: string) {
  return world.app.db
    .selectFrom('stripe_events')
    .select(['state', 'tries', 'reason'])
    .where('id', '=', event)
    .executeTakeFirstOrThrow()
}

test('poison stays alone, says why, and is run again by hand', async () => {
  const { app, simulator } = world
  const poisoned = await newBuyer(world)
  const url = await startCheckout(app, poisoned, 'turnpike_pro_month_usd')
  const name = async (session: string) =>
    app.db.updateTable('checkouts').set({ stripe_session_id: session }).where('account_id', '=', poisoned).execute()
  await name('cs_test_nothing') // Stripe will not know it, whoever asks and how often
  const { id: customer } = await app.db
    .selectFrom('stripe_customers')
    .select('id')
    .where('account_id', '=', poisoned)
    .executeTakeFirstOrThrow()
  const poison = Array.from({ length: 10 }, (_, at) => `evt_poison${at}`)
  for (const id of poison) expect(await deliver(id, customer)).toBe(200)
  await until('it has failed', async () => (await stateOf('evt_poison9')).state === 'failed')

  const account = await newBuyer(world)
  const session = /cs_test_\w+/.exec(await startCheckout(app, account, 'turnpike_pro_month_usd'))?.[0] ?? ''
  const paidAt = Date.now()
  simulator.control.completeCheckout(session)
  await until('another customer is let in', async () => (await access(world, account)).state === 'active', 10_000)
  expect(Date.now() - paidAt).toBeLessThan(10_000)
  expect((await stateOf('evt_poison0')).state).toBe('failed')

  const support = await openStaff(world, 'support')
  const page = await support.get('/admin/inbox?state=failed&type=invoice.')
  expect(page.text).toContain('No such checkout')
  expect(page.text).toContain('Run all failed again')
  expect((await support.get('/admin/inbox?state=failed&type=customer.')).text).toContain('No event failed')

  const replay = (fields: Record<string, string>) =>
    support.submit('/admin/inbox?state=failed', '/admin/inbox/replay', fields)
  expect((await replay({ which: 'chosen' })).text).toContain('choose at least one event')
  const chosen = await replay({
    which: 'chosen',
    'event:evt_poison0': 'on',
    'event:evt_poison1': 'on',
    'event:x': 'on',
  })
  expect(chosen.text).toContain('The chosen events are being run again.')
  // Only now is what was wrong put right: before, its own next try could have come first.
  await name(/cs_test_\w+/.exec(url)?.[0] ?? '')
  for (const id of poison) await until('it is done', async () => (await stateOf(id)).state === 'done', 30_000)

  await name('cs_test_nothing')
  expect(await deliver('evt_again', customer)).toBe(200)
  await until('it has failed', async () => (await stateOf('evt_again')).state === 'failed')
  await replay({ which: 'failed' })
  await name(/cs_test_\w+/.exec(url)?.[0] ?? '')
  await until('it is done', async () => (await stateOf('evt_again')).state === 'done')
  expect((await replay({ which: 'failed' })).text).toContain('No event failed: there was nothing to run again.')

  const audited = await app.db
    .selectFrom('audit')
    .select(['action', 'subject'])
    .where('action', 'like', 'inbox.%')
    .execute()
  expect(audited.map(({ action, subject }) => `${action} ${subject}`).toSorted((a, b) => a.localeCompare(b))).toEqual([
    'inbox.replay evt_poison0',
    'inbox.replay evt_poison1',
    'inbox.replay-failed inbox',
  ])
})

/** How the jobs of this key stand that are not at their end. */
async function jobsOf(key: string): Promise<string[]> {
  const { rows } = await sql<{ state: string }>`
    select state::text from jobs.job where singleton_key = ${key} and state < 'completed'`.execute(world.app.db)
  return rows.map(({ state }) => state)
}

/** It failed and is to be tried again, much later. */
async function untilItRests(key: string): Promise<void> {
  await until('it waits for its next try', async () => {
    const { numAffectedRows } = await sql`update jobs.job set start_after = now() + interval '1 hour'
      where singleton_key = ${key} and state = 'retry'`.execute(world.app.db)
    return numAffectedRows === 1n
  })
}

/** As when a job has used up its tries. */
const forgetJobs = (key: string) => sql`delete from jobs.job where singleton_key = ${key}`.execute(world.app.db)

test('what fails has one job, however long it waits, and gets another only when that one is gone', async () => {
  const poisoned = await newBuyer(world)
  await startCheckout(world.app, poisoned, 'turnpike_pro_month_usd')
  const { id: customer } = await world.app.db
    .selectFrom('stripe_customers')
    .select('id')
    .where('account_id', '=', poisoned)
    .executeTakeFirstOrThrow()
  const name = async (session: string) =>
    world.app.db
      .updateTable('checkouts')
      .set({ stripe_session_id: session })
      .where('account_id', '=', poisoned)
      .execute()
  await name('cs_test_nothing')
  await deliver('evt_once', customer)
  await until('it has failed', async () => (await stateOf('evt_once')).state === 'failed')
  world.pass('1m') // it waits longer than a job takes
  await untilItRests(customer)
  for (let tick = 0; tick < 5; tick++) await enqueueStale(world.app)
  expect(await jobsOf(customer)).toEqual(['retry'])
  await forgetJobs(customer)
  await enqueueStale(world.app)
  expect(await jobsOf(customer)).toHaveLength(1)
  await world.app.db.deleteFrom('stripe_events').where('id', '=', 'evt_once').execute()
  await forgetJobs(customer)
})

test('an event that names a charge alone says why it failed, is tried again for ever, and is run again by hand', async () => {
  const account = await subscriber(world)
  const { stripe_id: charge } = await lastPayment(world, account)
  const object = { object: 'dispute', id: 'du_1', charge: 'ch_nothing' }
  await deliverEvent(world, { id: 'evt_nameless', type: 'charge.dispute.updated', object })
  await until('it has failed', async () => (await stateOf('evt_nameless')).state === 'failed')
  expect((await stateOf('evt_nameless')).reason).toContain('No such charge')
  await forgetJobs('evt_nameless')
  world.pass('1m')
  await enqueueStale(world.app)
  expect(await jobsOf('evt_nameless')).toHaveLength(1)

  await forgetJobs('evt_nameless')
  await world.app.db.updateTable('stripe_events').set({ charge }).where('id', '=', 'evt_nameless').execute()
  const support = await openStaff(world, 'support')
  const page = '/admin/inbox?type=charge.dispute'
  const shown = (await support.get(page)).text
  expect(shown).toContain('name="event:evt_nameless"')
  const answer = await support.post('/admin/inbox/evt_nameless/sync', formOf(shown, '/admin/inbox/replay') ?? {})
  expect(answer.text).toContain('The event is being run again.')
  await until('it is done', async () => (await stateOf('evt_nameless')).state === 'done')
})

test('pages of events that arrived at one moment lead through all of them, each once', async () => {
  const { app } = world
  const at = app.clock()
  const rows = Array.from({ length: 120 }, (_, n) => ({
    id: `evt_page${String(n).padStart(3, '0')}`,
    type: n % 2 === 0 ? 'page.even' : 'page.odd',
    customer: 'cus_nobody',
    created: at,
    received_at: at,
    body: '{}',
    state: 'ignored' as const,
    reason: null,
    settled_at: at,
  }))
  await app.db.insertInto('stripe_events').values(rows).execute()
  const support = await openStaff(world, 'support')
  const walk = async (from: string) => {
    const seen: string[] = []
    for (let path: string | undefined = from; path !== undefined;) {
      const { text } = await support.get(path)
      seen.push(...[...text.matchAll(/name="event:(evt_page\d+)"/g)].map(([, id = '']) => id))
      path = /href="([^"]+)" rel="next"/.exec(text)?.[1]?.replaceAll('&amp;', '&')
    }
    return seen
  }
  const all = await walk('/admin/inbox?state=ignored&type=page.')
  expect(all).toEqual(rows.map(({ id }) => id).toReversed())
  expect(await walk('/admin/inbox?type=page.odd')).toHaveLength(60)
  for (const before of ['x', '1_', '99999999999999999_evt', `${'9'.repeat(15)}_evt_1`])
    expect((await support.get(`/admin/inbox?before=${before}`)).status).toBe(200)
})
