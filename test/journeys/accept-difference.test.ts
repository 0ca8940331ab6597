// A difference that no repair can end: an owner accepts it with a reason, the alert closes, and it is told again only when a side changes.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { acceptDifference } from '../../src/billing/accept-difference.ts'
import { newBuyer } from '../support/buyer.ts'
import { compareAll, told } from '../support/reconciling.ts'
import { refusals, tally } from '../support/people.ts'
import { openStaff } from '../support/staff.ts'
import { startCommand } from '../support/start-command.ts'
import { formOf } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
}, 60_000)
afterAll(() => world.close())

let forged = 0
/** A payment that Stripe does not have, and the number of the difference that it is. */
async function missingThere() {
  const account = await newBuyer(world)
  const charge = `ch_forged${++forged}`
  const row = { amount: 100n, currency: 'usd', status: 'succeeded' as const, created_at: world.app.clock() }
  const payment = { ...row, id: `pay_forged${forged}`, account_id: account, stripe_id: charge, invoice_id: null }
  await world.app.db.insertInto('payments').values(payment).execute()
  expect(told(await compareAll(world))).toContain(`missing-there-charge ${charge} new open`)
  return { account, charge, id: String((await newestOf(charge)).id) }
}

const newestOf = (charge: string) =>
  world.app.db
    .selectFrom('differences')
    .selectAll()
    .where('stripe_id', '=', charge)
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()
const openAlerts = async () => {
  const rows = world.app.db.selectFrom('alerts').select('id').where('kind', '=', 'drift')
  return (await rows.where('resolved_at', 'is', null).execute()).length
}
const acts = async (account: string) => {
  const rows = world.app.db.selectFrom('audit').select('detail').where('subject', '=', account)
  return (await rows.where('action', '=', 'difference.accept').execute()).map(({ detail }) => detail)
}

test('on the page: by an owner, with a reason and a fresh code; it ends alert and exit status until a side changes', async () => {
  const { account, charge, id } = await missingThere()
  expect(await openAlerts()).toBe(1)
  const page = '/admin/reconciliation'
  const action = `${page}/${id}/acceptance`
  const support = await openStaff(world, 'support')
  const seen = (await support.get(page)).text
  expect(formOf(seen, action)).toBeNull()
  const { csrf = '' } = formOf(seen, '/log-out') ?? {}
  expect((await support.post(action, { csrf, reason: 'x' })).status).toBe(403)

  const owner = await openStaff(world)
  const silent = await owner.submit(page, action, { reason: ' ' })
  expect([silent.status, silent.text.includes('Say why')]).toEqual([422, true])
  const form = { ...formOf((await owner.get(page)).text, action), reason: 'Of the account before the move' }
  expect((await owner.post(action, form)).text).toContain('accepted as it is')
  expect((await owner.post(action, form)).status).toBe(409)
  expect((await owner.post(`${page}/9999/acceptance`, form)).status).toBe(404)
  const reason = 'Of the account before the move'
  expect(await newestOf(charge)).toMatchObject({ resolution: 'accepted', reason })
  expect(await acts(account)).toMatchObject([{ difference: id, class: 'missing-there-charge', reason }])
  expect(await openAlerts()).toBe(0)
  expect((await owner.get(page)).text).toContain(reason)

  expect(told(await compareAll(world))).toEqual([])
  expect(await startCommand(world, ['reconcile']).ended).toBe(0)
  await world.app.db.updateTable('payments').set({ status: 'failed' }).where('stripe_id', '=', charge).execute()
  expect(told(await compareAll(world))).toEqual([`missing-there-charge ${charge} new open`])
  expect(told(await compareAll(world))).toEqual([`missing-there-charge ${charge} known open`])
  expect(await openAlerts()).toBe(1)
  await acceptDifference(world.app, { difference: String((await newestOf(charge)).id), reason, actor: 'command-line' })
  await world.app.db.updateTable('payments').set({ status: 'succeeded' }).where('stripe_id', '=', charge).execute()
  expect(told(await compareAll(world))).toEqual([`missing-there-charge ${charge} new open`])
  await acceptDifference(world.app, { difference: String((await newestOf(charge)).id), reason, actor: 'command-line' })
}, 120_000)

test('on the command line: a dry run does nothing, a reason is required, and it is accepted once', async () => {
  const { account, charge, id } = await missingThere()
  const accept = (...options: string[]) => startCommand(world, ['reconcile', 'accept', id, ...options])
  expect(await accept().ended).toBe(2)
  const dry = accept('--reason', 'Known', '--dry-run', '--json')
  expect(await dry.ended, dry.said()).toBe(0)
  expect(JSON.parse(dry.output())).toMatchObject({ dry_run: true, difference: id, stripe_id: charge })
  expect((await newestOf(charge)).resolution).toBe('open')
  const done = accept('--reason', 'Known')
  expect(await done.ended, done.said()).toBe(0)
  expect(done.output()).toContain(`Difference ${id} is accepted`)
  expect(await newestOf(charge)).toMatchObject({ resolution: 'accepted', accepted_by: null, reason: 'Known' })
  expect(await acts(account)).toHaveLength(1)
  expect(await accept('--reason', 'Known').ended).toBe(1)
}, 120_000)

test('many at once, and a run beside them: accepted once, and not told again', async () => {
  const { account, charge, id } = await missingThere()
  const wish = { difference: id, reason: 'Known', actor: 'command-line' }
  const [outcome, ...tries] = await Promise.allSettled([
    compareAll(world),
    ...Array.from({ length: 20 }, () => acceptDifference(world.app, wish)),
  ])
  expect(outcome.status).toBe('fulfilled')
  expect([tally(tries), refusals(tries, 'conflict')]).toEqual([1, 19])
  expect(await acts(account)).toHaveLength(1)
  const rows = world.app.db.selectFrom('differences').select('id').where('stripe_id', '=', charge)
  expect(await rows.execute()).toHaveLength(1)
  expect(await openAlerts()).toBe(0)
}, 120_000)
