// Two syncs of one customer, the first of which is held up while it looks for what waits. What it then finds is newer than what the
// second fetched, so it must be written: settled without being written, it would be lost when no other job follows. None follows
// when the news is stored while the first one's job is being taken out of the queue: it then adds no job of its own.
import { expect, test } from 'vitest'
import type { Pool } from '../../src/db/open.ts'
import { lifeOf } from './ends.ts'
import { recordLives } from './record-lives.ts'
import { addAccounts, endStates, openReplay, openShop } from './replay.ts'

/** Holds back the next look for waiting events until `open` is called. */
function holdUp() {
  const { promise, resolve: open } = Promise.withResolvers<void>()
  const { promise: reached, resolve: atGate } = Promise.withResolvers<void>()
  let isArmed = false
  const before = async (query: unknown) => {
    const text = typeof query === 'string' ? query : JSON.stringify(query)
    if (!isArmed || !/select[^]*stripe_events/.test(text)) return
    isArmed = false
    atGate()
    await promise
  }
  const guarded = <T extends object>(target: T, methods: Record<string, (...given: unknown[]) => unknown>): T =>
    new Proxy(target, {
      get(object, name): unknown {
        const value: unknown = Reflect.get(object, name)
        return methods[String(name)] ?? (typeof value === 'function' ? value.bind(object) : value)
      },
    })
  const wrap = (pool: Pool) =>
    guarded(pool, {
      async connect() {
        const client = await pool.connect()
        return guarded(client, {
          async query(...given) {
            await before(given[0])
            const answer: unknown = await Reflect.apply(client.query, client, given)
            return answer
          },
        })
      },
    })
  return { wrap, arm: () => (isArmed = true), reached, open }
}

test('what a held up job finds is written', async () => {
  const recording = await recordLives()
  const life = lifeOf(recording, 'refund')
  const gate = holdUp()
  const shop = await openShop(recording, gate.wrap)
  try {
    await addAccounts(shop, life, 1)
    const [first, second] = [openReplay(shop, life, { run: 0, lane: 0 }), openReplay(shop, life, { run: 0, lane: 1 })]
    for (const world of [first, second]) {
      world.reach(1)
      await world.deliver(0)
    }
    gate.arm()
    const held = first.work()
    await gate.reached
    await second.work()
    first.reach(life.moments.length - 1)
    for (const [event] of life.events.entries()) await second.deliver(event)
    gate.open()
    await held
    const end = (await endStates(shop, life, life.moments.at(-1)?.at ?? new Date())).get(0) ?? ''
    expect(end).toContain('"isWaiting":false')
    expect(end).toContain('"refunded":"500"')
  } finally {
    await shop.close()
  }
}, 120_000)
