// A reconciliation that is refused, stopped or killed in the middle goes on where it stood, as long as what it saw is not old.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { reconcile } from '../../src/billing/reconcile.ts'
import type { Progress } from '../../src/billing/reconcile-progress.ts'
import { startCommand } from '../support/start-command.ts'
import { bought, boughtAndLost, compareAll, losePayment, strangerBuys, told } from '../support/reconciling.ts'
import { until } from '../support/until.ts'
import { createWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
}, 60_000)
afterAll(() => world.close())

const command = () => startCommand(world, ['reconcile', '--json'])

/** Only the walk asks by the time of creation. */
function createdFrom({ created }: { created?: unknown }): unknown {
  return typeof created === 'object' && created !== null && 'gte' in created ? created.gte : null
}

/** A run that ends on the fourth page of charges, which the SDK asks for three times. */
async function stopped(): Promise<void> {
  world.simulator.control.failNext({ method: 'GET', path: '/v1/charges', nth: 4, times: 3, kind: 'error', status: 500 })
  await expect(compareAll(world)).rejects.toThrow('An unknown error occurred')
}

test('refused for its pace in the middle, it waits and goes on', async () => {
  await strangerBuys(world, 150)
  await world.travel('1m')
  await strangerBuys(world, 150)
  const charge = await boughtAndLost(world)
  for (const nth of [1, 3])
    world.simulator.control.failNext({ method: 'GET', path: '/v1/charges', nth, times: 2, kind: 'error', status: 429 })
  expect(told(await compareAll(world))).toEqual([`missing-here-charge ${charge} new repaired`])
})

test('stopped in the middle, it goes on where it stood, and compares each object once', async () => {
  const whole = await compareAll(world)
  const { control } = world.simulator
  await stopped()
  const charge = await boughtAndLost(world) // and what happens meanwhile is compared too
  control.clearCalls()
  const rest = await compareAll(world)
  expect(rest.compared.charge).toBe(whole.compared.charge + 1n)
  expect(rest.compared.subscription).toBe(whole.compared.subscription + 1n)
  expect(told(rest)).toEqual([`missing-here-charge ${charge} new repaired`])
  // Of four pages three were read; what shares the last second with what was not read is read again.
  const again = control.calls().filter(({ path, params }) => path === '/v1/charges' && createdFrom(params) === '0')
  expect(again.length).toBeLessThanOrEqual(2)
})

test('stopped in the middle and taken up by several at once, none of them dies, and each object is compared once', async () => {
  const whole = await compareAll(world)
  for (let round = 0; round < 3; round++) {
    await stopped()
    world.pass('2s')
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => compareAll(world)))
    expect(outcomes.flatMap(told)).toEqual([])
    for (const { run } of outcomes) {
      const windows = await world.app.db.selectFrom('reconcile_windows').selectAll().where('run_id', '=', run).execute()
      const charges = windows.filter(({ kind }) => kind === 'charge').map(({ compared }) => compared)
      expect(charges.reduce((sum, one) => sum + one, 0n)).toBe(whole.compared.charge)
    }
  }
})

test('whoever watches sees the share that is walked grow to all of it, and each difference that is tried', async () => {
  await stopped()
  await boughtAndLost(world)
  const seen: Progress[] = []
  await reconcile(world.app, { from: null, to: world.app.clock() }, (progress) => seen.push(progress))
  const shares = seen.flatMap((one) => (one.doing === 'compare' ? [one.share] : []))
  expect(shares.length).toBeGreaterThan(4)
  expect(shares).toEqual(shares.toSorted((a, b) => a - b))
  expect(shares.at(-1)).toBe(1)
  expect(seen.at(-1)).toEqual({ doing: 'repair', done: 0, all: 1 })
})

test('stopped in the middle and asked again after a day, it looks at everything anew', async () => {
  const { charge } = await bought(world)
  await stopped()
  await losePayment(world, charge) // in what was walked: newest first
  const yesterday = new Date(world.app.clock().getTime() - 86_400_000)
  await world.app.db
    .updateTable('reconcile_runs')
    .set({ started_at: yesterday })
    .where('finished_at', 'is', null)
    .execute()
  expect(told(await compareAll(world))).toEqual([`missing-here-charge ${charge} new repaired`])
  expect(told(await compareAll(world))).toEqual([])
})

test('the command: killed in the middle, run again, and once more', async () => {
  const charge = await boughtAndLost(world)
  world.simulator.control.failNext({ method: 'GET', path: '/v1/charges', nth: 4, kind: 'timeout' })
  const killed = command()
  const compared = async () => {
    const anHourAgo = new Date(world.app.clock().getTime() - 3_600_000)
    const runs = world.app.db.selectFrom('reconcile_runs').select('id').where('started_at', '>', anHourAgo)
    const open = runs.where('finished_at', 'is', null)
    const windows = world.app.db.selectFrom('reconcile_windows').select('compared').where('run_id', 'in', open)
    return Number((await windows.where('kind', '=', 'charge').executeTakeFirst())?.compared ?? 0)
  }
  await until('a page is compared', async () => (await compared()) >= 100, 30_000)
  killed.child.kill('SIGKILL')
  await killed.ended

  world.simulator.control.clearCalls()
  const again = command()
  expect(await again.ended, again.said()).toBe(3)
  const known = { class: 'missing-here-charge', stripe_id: charge, resolution: 'repaired', new: true }
  expect(JSON.parse(again.output())).toMatchObject({ found: 1, repaired: 1, open: 0, differences: [known] })
  const pages = world.simulator.control.calls().filter(({ path }) => path === '/v1/charges')
  expect(pages.map(({ params }) => createdFrom(params)).filter((from) => from === '0').length).toBeLessThanOrEqual(3)

  const last = command()
  expect(await last.ended, last.said()).toBe(0)
  expect(JSON.parse(last.output())).toMatchObject({ found: 0, open: 0, differences: [] })
  expect(last.said()).toBe('') // no progress where nobody watches

  const people = startCommand(world, ['reconcile', '--from', world.app.clock().toISOString().slice(0, 10)])
  expect(await people.ended, people.said()).toBe(0)
  expect(people.output()).toMatch(/^Compared \d+ charges, .* of other systems\.\nNothing differs\.\n$/)
  expect(await startCommand(world, ['reconcile', '--from', 'yesterday']).ended).toBe(2)
}, 180_000)
