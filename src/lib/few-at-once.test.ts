import { expect, test } from 'vitest'
import { fewAtOnce } from './few-at-once.ts'

test('never more at once, all in their order, and a failure gives its place on', async () => {
  const three = fewAtOnce(3)
  const begun: number[] = []
  const ends: (() => void)[] = []
  let [running, most] = [0, 0]
  const works = Array.from({ length: 10 }, (_, at) =>
    three(async () => {
      begun.push(at)
      most = Math.max(most, ++running)
      await new Promise<void>((resolve) => ends.push(resolve))
      running--
      if (at % 2) throw new Error(`work ${at}`)
      return at
    }),
  )
  const settled = Promise.allSettled(works)
  expect(begun).toEqual([0, 1, 2])
  for (let left = works.length; left > 0; left--) {
    ends.shift()?.()
    await Promise.resolve().then(() => new Promise(setImmediate))
  }
  expect((await settled).map(({ status }) => status)).toEqual(
    Array.from({ length: 10 }, (_, at) => (at % 2 ? 'rejected' : 'fulfilled')),
  )
  expect([begun, most, running]).toEqual([[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 3, 0])
})
