import { expect, test } from 'vitest'
import { patiently } from './reconcile-patience.ts'

const tooFast = () => Object.assign(new Error('too fast'), { statusCode: 429 })

function failing(times: number, error: () => Error) {
  const waits: number[] = []
  let calls = 0
  const result = patiently(
    () => (++calls > times ? Promise.resolve(calls) : Promise.reject(error())),
    (milliseconds) => Promise.resolve(waits.push(milliseconds)),
  )
  return { result, waits }
}

test('waits longer each time, half a minute at most, until it is let through', async () => {
  const { result, waits } = failing(9, tooFast)
  expect(await result).toBe(10)
  expect(waits).toHaveLength(9)
  for (const [at, wait] of waits.entries()) {
    const longest = Math.min(30_000, 500 * 2 ** at)
    expect(wait).toBeGreaterThanOrEqual(longest / 2)
    expect(wait).toBeLessThanOrEqual(longest)
  }
})

test('gives up in the end', async () => {
  const { result, waits } = failing(Infinity, tooFast)
  await expect(result).rejects.toThrow('too fast')
  expect(waits).toHaveLength(11)
})

test('any other error is not waited out', async () => {
  const { result, waits } = failing(1, () => Object.assign(new Error('no'), { statusCode: 500 }))
  await expect(result).rejects.toThrow('no')
  expect(waits).toEqual([])
})
