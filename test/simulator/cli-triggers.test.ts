// Stripe's own tool sends its own fixtures, so it shares none of our ideas of what a request looks like.
import { describe, expect, test } from 'vitest'
import { startSimulator } from '../../sim/stripe/server.ts'
import { stripeCli } from './stripe-cli.ts'
import { daysUntil, eventOfStory, ourTriggers, triggersOfOtherProducts } from './triggers.ts'

const secretKey = ['sk', 'test', 'trigger0000000000'].join('_')

test('every event that the tool can trigger is either ours or another product’s', async () => {
  const help = await stripeCli('trigger', '--help')
  const listed = /Supported events:\n(?<events>(?: {2}\S+\n)+)/.exec(help)?.groups?.['events'] ?? ''
  expect([...ourTriggers, ...triggersOfOtherProducts].toSorted()).toEqual(listed.trim().split(/\s+/).toSorted())
})

describe('stripe trigger', () => {
  test.concurrent.for(ourTriggers)('%s', { timeout: 60_000 }, async (trigger, { expect }) => {
    let later = 0
    const simulator = await startSimulator({
      stateFile: null,
      clock: () => new Date(Date.now() + later),
      publicOrigin: 'http://127.0.0.1:1',
      secretKey,
      controlToken: 'unused',
    })
    try {
      await stripeCli('trigger', trigger, '--api-base', simulator.apiBase, '--api-key', secretKey)
      later = (daysUntil[trigger] ?? 0) * 86_400_000
      const type = eventOfStory[trigger] ?? trigger
      await expect.poll(() => eventTypes(simulator.apiBase), { timeout: 10_000 }).toContain(type)
    } finally {
      await simulator.close()
    }
  })
})

async function eventTypes(apiBase: string): Promise<string[]> {
  const answer = await fetch(`${apiBase}/v1/events?limit=100`, { headers: { authorization: `Bearer ${secretKey}` } })
  const list = (await answer.json()) as { data: { type: string }[] } // Stripe's list object
  return list.data.map(({ type }) => type)
}
