import { expect, test } from 'vitest'
import { hoistRepeated } from './hoist-repeated.ts'
import type { Schema } from './wire-schema.ts'

const address: Schema = {
  type: 'object',
  // `type` and `properties` are also names of parameters, which must not be taken for keywords.
  properties: {
    type: { type: 'string' },
    properties: { enum: ['a', 'b'] },
    line1: { type: 'string' },
    city: { type: 'string' },
  },
  additionalProperties: false,
}
const holding = (name: string): Schema => ({
  type: 'object',
  properties: { [name]: address },
  additionalProperties: false,
})

test('what occurs twice is named once, and putting it back gives the schemas that went in', () => {
  const whole = { 'POST /v1/a': holding('billing'), 'POST /v1/b': holding('shipping') }
  const { operations, definitions } = hoistRepeated(whole)
  expect(Object.keys(definitions)).toEqual(['billing_0'])
  expect(operations['POST /v1/b']?.properties?.['shipping']).toEqual({ $ref: '#/definitions/billing_0' })
  const back = JSON.stringify(operations).replaceAll('{"$ref":"#/definitions/billing_0"}', JSON.stringify(address))
  expect(JSON.parse(back)).toEqual(whole)
})

test('what occurs once stays where it is', () => {
  const whole = { 'POST /v1/a': holding('billing') }
  expect(hoistRepeated(whole)).toEqual({ operations: whole, definitions: {} })
})
