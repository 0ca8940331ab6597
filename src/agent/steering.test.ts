import { expect, test } from 'vitest'
import { until } from '../../test/support/until.ts'
import { sampleState } from '../../test/support/vpn-sample-state.ts'
import type { Aim } from './aim.ts'
import type { Cache } from './cache.ts'
import { startSteering } from './steering.ts'

const END = Date.parse('2026-11-20T12:00:00Z')

/** Steering over a cache in memory and clocks that the test sets. */
async function world(startsAt: number, lastHeard = startsAt) {
  const now = { wall: startsAt, elapsed: 0 }
  const aims: Aim[] = []
  const kept: string[] = []
  const cache: Cache = {
    identity: () => Promise.resolve(null),
    begin: () => Promise.resolve(),
    keepIdentity: () => Promise.resolve(),
    state: () => Promise.resolve({ state: null, problem: null }),
    keepState: (text) => {
      kept.push(text)
      return Promise.resolve()
    },
    lastHeard: () => Promise.resolve(lastHeard),
    keepLastHeard: () => Promise.resolve(),
  }
  const clocks = { clock: () => new Date(now.wall), elapsed: () => now.elapsed }
  const steering = await startSteering(
    { cache, clocks, nodeId: 'node-1', onAim: (aim) => aims.push(aim) },
    sampleState(),
  )
  return { now, aims, kept, steering, served: () => aims.at(-1)?.served.peers.length }
}

test('an end is acted on when its time comes, also by a clock that jumps, and taken back when it is set back', async () => {
  const { now, served, steering } = await world(END - 86_400_000)
  expect(served()).toBe(1)
  now.wall = END
  await until('the end', () => served() === 0)
  now.wall = END - 60_000
  await until('the clock set back', () => served() === 1)
  steering.stop()
})

test('one who has ended is not served at the start', async () => {
  const { served, steering } = await world(END + 1)
  expect(served()).toBe(0)
  steering.stop()
})

test('after the lease nobody is served until something is heard', async () => {
  const { now, aims, served, steering } = await world(END - 10 * 86_400_000, END - 11.5 * 86_400_000)
  expect(aims.at(-1)?.leaseOver).toBe(true)
  expect(served()).toBe(0)
  await steering.heard()
  expect(served()).toBe(1)
  now.elapsed += 86_400_001
  await until('the lease', () => aims.at(-1)?.leaseOver === true)
  steering.stop()
})

test('a state is kept before it is aimed at; an older and a hostile one change nothing', async () => {
  const { aims, kept, steering } = await world(END - 1_000)
  const before = aims.length
  const text = (generation: number) => JSON.stringify({ ...sampleState(), generation })
  await expect(steering.offer(text(6))).rejects.toThrow('generation is lower')
  await expect(steering.offer('{}')).rejects.toThrow('version')
  await expect(steering.offer(JSON.stringify({ ...sampleState(), nodeId: 'node-2' }))).rejects.toThrow('another node')
  expect(await steering.offer(text(7))).toBe(false)
  expect([aims.length, kept.length]).toEqual([before, 0])
  expect(await steering.offer(text(8))).toBe(true)
  expect(kept).toEqual([text(8)])
  expect(aims.at(-1)?.mark.generation).toBe(8)
  steering.stop()
})
