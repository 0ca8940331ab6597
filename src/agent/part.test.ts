import { expect, test } from 'vitest'
import { sampleState } from '../../test/support/vpn-sample-state.ts'
import { until } from '../../test/support/until.ts'
import { aimAt } from './aim.ts'
import { makePart } from './part.ts'

const aim = (generation: number) => aimAt({ ...sampleState(), generation }, new Date(), false)

test('aims that come during a convergence are taken up one at a time, the newest only', async () => {
  const seen: number[] = []
  let release = () => {}
  const part = makePart({
    converge: ({ mark }) => {
      seen.push(mark.generation)
      return new Promise((resolve) => (release = resolve))
    },
    onSettled: () => {},
  })
  for (const generation of [1, 2, 3]) part.aim(aim(generation))
  expect(seen).toEqual([1])
  release()
  await until('the next', () => seen.length === 2)
  expect(seen).toEqual([1, 3])
  expect(part.reached()?.generation).toBe(1)
  release()
  await until('the newest', () => part.reached()?.generation === 3)
  await part.stop()
})

test('a failure is the problem until a retry succeeds, and what was reached before stays reached', async () => {
  let fails = 0
  const part = makePart({
    converge: async ({ mark }) => {
      if (mark.generation === 2 && fails++ < 2) throw new Error('no such device')
    },
    onSettled: () => {},
  })
  part.aim(aim(1))
  await until('the first', () => part.reached()?.generation === 1)
  part.aim(aim(2))
  await until('the problem', () => part.problem() === 'no such device')
  expect(part.reached()?.generation).toBe(1)
  await until('the second', () => part.reached()?.generation === 2)
  expect(part.problem()).toBeNull()
  await part.stop()
})
