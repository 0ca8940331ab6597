// Every order of up to six events of a life ends in one state.
import { beforeAll, expect, test } from 'vitest'
import { endsOf, lifeOf } from './ends.ts'
import { everyOrder, inOrder } from './orders.ts'
import { LIVES, recordLives, type Recording } from './record-lives.ts'

let recording: Recording
beforeAll(async () => {
  recording = await recordLives()
}, 120_000)

test.each(LIVES)('%s', async (name) => {
  const life = lifeOf(recording, name)
  const plans = [inOrder(life), ...everyOrder(life)]
  const { count, hashes, odd } = await endsOf(recording, life, plans)
  expect(odd).toBeUndefined()
  expect(count).toBe(plans.length)
  expect(hashes.size).toBe(1)
})

test('a product that believed the content of events would be caught', async () => {
  const life = lifeOf(recording, 'dispute won')
  const { hashes } = await endsOf(recording, life, [inOrder(life), ...everyOrder(life).slice(0, 100)], true)
  expect(hashes.size).toBeGreaterThan(1)
})
