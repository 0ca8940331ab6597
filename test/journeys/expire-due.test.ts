// Purchases that nobody finished are closed from the command line, and told as what became of them.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCheckout } from '../../src/billing/checkout.ts'
import { expireOverdue } from '../../src/billing/settle-overdue.ts'
import { newBuyer } from '../support/buyer.ts'
import { runCommand } from '../support/command.ts'
import { createWorld, type World } from '../support/world.ts'

const PRO = 'turnpike_pro_month_usd'
let world: World
beforeAll(async () => {
  world = await createWorld({ SWEEP_SECONDS: '86400' }) // the sweep closes them too
}, 60_000)
afterAll(() => world.close())

const run = (...options: string[]) => runCommand(world, ['subscription', 'expire-due', ...options])
const audited = () =>
  world.app.db.selectFrom('audit').select(['action', 'actor', 'detail']).where('subject', '=', 'checkouts').execute()

test('what is closed is counted, and apart from it what Stripe is asked of; one row of audit stands for both', async () => {
  const [unheard, open] = [await newBuyer(world), await newBuyer(world)]
  await startCheckout(world.app, open, PRO)
  world.simulator.control.failNext({ method: 'POST', path: '/v1/checkout/sessions', kind: 'error', status: 400 })
  await expect(startCheckout(world.app, unheard, PRO)).rejects.toThrow(/\w/)
  const stateOf = async (account: string) => {
    const checkouts = world.app.db.selectFrom('checkouts').select('state').where('account_id', '=', account)
    return (await checkouts.executeTakeFirstOrThrow()).state
  }
  world.pass('25h')
  expect(JSON.parse((await run('--dry-run', '--json')).out)).toEqual({ dry_run: true, checkouts: 1, asked: 1 })
  const broken = { ...world.app, queue: { ...world.app.queue, enqueue: () => Promise.reject(new Error('no queue')) } }
  await expect(expireOverdue(broken, 'command-line')).rejects.toThrow('no queue')
  expect([await stateOf(unheard), await audited()]).toEqual(['starting', []]) // together or not at all
  expect(await run()).toMatchObject({
    status: 0,
    out: 'Closed: 1 unfinished purchase.\nStripe is being asked about 1 more: the worker then closes what was not paid.\n',
  })
  expect(await stateOf(unheard)).toBe('expired')
  expect(await audited()).toMatchObject([{ action: 'subscription.expire-due', detail: { checkouts: 1, asked: 1 } }])
  await world.travel('1m')
  expect(await stateOf(open)).toBe('expired')
  expect(JSON.parse((await run('--json')).out)).toEqual({ dry_run: false, checkouts: 0, asked: 0 })
  expect(await audited()).toHaveLength(1)
})
