// Many lives in step: each does one thing, the clock goes on, the news comes, and then product and model must agree on every life.
import { DELIVERIES, hearAll } from '../support/deliveries.ts'
import { newCrowd } from '../support/crowd.ts'
import type { World } from '../support/world.ts'
import { differences } from './compare.ts'
import { doIt } from './deeds.ts'
import { advance, newLife, type Life } from './life.ts'
import { predict, type Command } from './rules.ts'

/** Many share what a round costs by itself. */
export const AT_ONCE = 100

export interface Story {
  /** What each does, round by round. */
  lives: Command[][]
  /** How long each round lasts. */
  hours: number[]
  /** How the events of each round fare: places in `DELIVERIES`. */
  deliveries: number[]
}

interface Lived {
  account: string
  life: Life
  /** For whoever has to read a failure. */
  history: string[]
  wrong: string[]
}

/** What went otherwise than foretold, with the history of the lives concerned. */
export async function liveTogether(world: World, { lives, hours, deliveries }: Story): Promise<string[]> {
  const accounts = await newCrowd(world, lives.length)
  const all: Lived[] = accounts.map((account) => ({ account, life: newLife(), history: [], wrong: [] }))
  for (const [round, length] of hours.entries()) {
    const delivery = DELIVERIES[deliveries[round] ?? 0] ?? DELIVERIES[0]
    world.simulator.control.setWebhooks({ drop: 0, duplicate: 0, delayMs: 0, ...delivery?.faults })
    await Promise.all(all.map((one, nth) => step(world, one, lives[nth]?.[round] ?? { do: 'nothing' })))
    await hearAll(world, delivery?.drop ?? false)
    await world.travel(`${length}h`, 60_000)
    world.pass('3m')
    await hearAll(world, delivery?.drop ?? false)
    await Promise.all(all.map((one) => check(world, one, `${length} h later, events ${delivery?.name}`)))
    if (all.some(({ wrong }) => wrong.length > 0)) break
  }
  await endAll(world, accounts)
  return all.filter(({ wrong }) => wrong.length > 0).flatMap(({ wrong, history }) => [...wrong, ...history])
}

async function step(world: World, one: Lived, command: Command): Promise<void> {
  const now = world.app.clock().getTime()
  advance(one.life, now)
  const prediction = predict(one.life, command, now)
  if (prediction === null) return
  one.history.push(`${new Date(now).toISOString()} ${JSON.stringify(command)}`)
  const became = await doIt(world, one.account, command)
  const expected = prediction === 'refused' ? 'refused' : 'done'
  if (became !== expected) one.wrong.push(`${JSON.stringify(command)} was ${became}, expected ${expected}`)
  if (prediction !== 'refused') prediction(now)
}

async function check(world: World, one: Lived, when: string): Promise<void> {
  const now = world.app.clock().getTime()
  advance(one.life, now)
  one.history.push(when)
  one.wrong.push(...(await differences(world, one.account, one.life, now)))
}

/** What is over is over: later lives need not wait for their renewals. */
async function endAll(world: World, accounts: string[]): Promise<void> {
  world.simulator.control.setWebhooks({ drop: 0, duplicate: 0, delayMs: 0 })
  const live = await world.app.db
    .selectFrom('subscriptions')
    .select('id')
    .where('account_id', 'in', accounts)
    .where('status', 'not in', ['canceled', 'incomplete_expired'])
    .execute()
  await Promise.all(live.map(({ id }) => world.app.stripe.cancelNow({ subscription: id })))
  await world.settled()
}
