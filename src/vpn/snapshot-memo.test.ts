import { expect, test } from 'vitest'
import type { FleetSnapshot } from './fleet-snapshot.ts'
import { createSnapshotMemo } from './snapshot-memo.ts'

/** A memo over readings that the test lets finish; each snapshot is named by its number. */
function setUp(changesAt: Date | null = null) {
  const pools = { network4: '10.0.0.0/24', network6: 'fd00::/64' }
  const finish: (() => void)[] = []
  const world = { wakes: 0, now: new Date('2026-11-24T12:00:00Z') }
  const snapshot = (number: number): FleetSnapshot => ({
    epoch: String(number),
    pools: { wireguard: pools, openvpn: pools },
    nodes: new Map(),
    peers: '[]',
    clients: '[]',
    revokedSerials: '[]',
    digest: Buffer.alloc(32),
    changesAt,
  })
  const take = () => {
    const number = finish.length + 1
    return new Promise<FleetSnapshot>((resolve) => finish.push(() => resolve(snapshot(number))))
  }
  const memo = createSnapshotMemo({ take, wakes: () => world.wakes, now: () => world.now, trust: 10_000 })
  const nameOf = async (asked: Promise<FleetSnapshot>) => (await asked).epoch
  return { memo, world, finish, nameOf }
}

test('those who ask while one is read share it, and so do those who ask after', async () => {
  const { memo, finish, nameOf } = setUp()
  const asked = [memo.latest(), memo.latest()]
  finish[0]?.()
  expect(await Promise.all(asked.map(nameOf))).toEqual(['1', '1'])
  expect(await nameOf(memo.latest())).toBe('1')
  expect(finish).toHaveLength(1)
})

test('after a wake there is one new reading for all', async () => {
  const { memo, world, finish, nameOf } = setUp()
  const first = memo.latest()
  world.wakes++ // while the first is under way: it may have missed the change
  const second = [memo.latest(), memo.latest(), memo.latest()]
  finish[0]?.()
  expect(await nameOf(first)).toBe('1')
  await expect.poll(() => finish.length).toBe(2)
  finish[1]?.()
  expect(await Promise.all(second.map(nameOf))).toEqual(['2', '2', '2'])
})

test('who asks since a moment never gets what was begun before it', async () => {
  const { memo, finish, nameOf } = setUp()
  const early = memo.latest()
  const moment = memo.moment()
  const late = memo.since(moment)
  finish[0]?.()
  expect(await nameOf(early)).toBe('1')
  await expect.poll(() => finish.length).toBe(2)
  finish[1]?.()
  expect(await nameOf(late)).toBe('2')
  expect(await nameOf(memo.since(moment))).toBe('2')
})

test('when time changes the answer there is a new reading', async () => {
  const ends = new Date('2026-11-24T13:00:00Z')
  const { memo, world, finish, nameOf } = setUp(ends)
  const first = memo.latest()
  finish[0]?.()
  expect(await nameOf(first)).toBe('1')
  world.now = ends
  const second = memo.latest()
  finish[1]?.()
  expect(await nameOf(second)).toBe('2')
})

test('a reading that failed is not kept', async () => {
  const answers = [() => Promise.reject(new Error('no database')), () => new Promise<FleetSnapshot>(() => undefined)]
  let readings = 0
  const take = () => answers[readings++]?.() ?? Promise.reject(new Error('too many'))
  const memo = createSnapshotMemo({ take, wakes: () => 0, now: () => new Date(), trust: 10_000 })
  await expect(memo.latest()).rejects.toThrow('no database')
  void memo.latest()
  expect(readings).toBe(2)
})
