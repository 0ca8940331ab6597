// The simulator never takes silently what Stripe would refuse: a parameter that an operation does not have is a 400.
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSimulator, type Simulator } from '../../sim/stripe/server.ts'
import { schemaFile } from '../../scripts/stripe-schemas.ts'

const secretKey = ['sk', 'test', 'parameters000000'].join('_')
const { operations } = JSON.parse(readFileSync(schemaFile, 'utf8')) as { operations: Record<string, object> }

let simulator: Simulator
beforeAll(async () => {
  simulator = await startSimulator({
    stateFile: null,
    clock: () => new Date(),
    publicOrigin: 'http://127.0.0.1:1',
    secretKey,
    controlToken: 'unused',
  })
})
afterAll(() => simulator.close())

test.each(Object.keys(operations))('%s refuses a parameter it does not have', async (name) => {
  expect(await errorOf(name)).toMatchObject({
    type: 'invalid_request_error',
    code: 'parameter_unknown',
    param: 'no_such',
  })
})

async function errorOf(name: string): Promise<Record<string, unknown>> {
  const [method = '', template = ''] = name.split(' ')
  const url = `${simulator.apiBase}${template.replace('{id}', 'x_1')}`
  const answer = await fetch(method === 'POST' ? url : `${url}?no_such=1`, {
    method,
    headers: {
      authorization: `Bearer ${secretKey}`,
      'stripe-version': '2026-10-28.endive',
      'content-type': 'application/x-www-form-urlencoded',
    },
    ...(method === 'POST' && { body: 'no_such=1' }),
  })
  const body = (await answer.json()) as { error: Record<string, unknown> } // Stripe's error envelope
  return body.error
}
