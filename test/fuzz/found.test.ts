// What mutated requests once broke, each by itself.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

test('a page asked for with a very long address leads to the log-in, without an answer larger than proxies take', async () => {
  const answer = await fetch(`${world.url}/admin?q=${'%2F'.repeat(3_800)}`, { redirect: 'manual' })
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/log-in'])
})
