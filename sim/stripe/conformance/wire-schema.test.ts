import { expect, test } from 'vitest'
import { toWire, type Schema } from './wire-schema.ts'

const integer = { type: 'string', pattern: '^-?[0-9]+$' }

test.each<[string, Schema, Schema]>([
  ['amount', { type: 'number' }, integer],
  ['percent_off', { type: 'number' }, { type: 'string', pattern: '^-?[0-9]+([.][0-9]+)?$' }],
  ['active', { type: 'boolean' }, { enum: ['true', 'false'] }],
  ['interval', { type: 'string', enum: ['month', 'year'] }, { enum: ['month', 'year'] }],
  [
    'metadata',
    { type: 'object', additionalProperties: { type: ['string', 'number', 'null'] } },
    { type: 'object', additionalProperties: { anyOf: [{ type: 'string' }, integer, { const: '' }] } },
  ],
  [
    'trial_end',
    { anyOf: [{ type: 'string', const: 'now' }, { type: 'number' }] },
    { anyOf: [{ const: 'now' }, integer] },
  ],
  ['expand', { type: 'array', items: { type: 'string' } }, { type: 'array', items: { type: 'string' } }],
  [
    'recurring',
    {
      type: 'object',
      properties: { interval_count: { type: 'number' } },
      required: ['interval'],
      additionalProperties: false,
    },
    { type: 'object', properties: { interval_count: integer }, required: ['interval'], additionalProperties: false },
  ],
])('%s as form text', (name, schema, wire) => {
  expect(toWire(schema, name)).toEqual(wire)
})

test('a type that the reader does not know stops the making, rather than accepting everything', () => {
  expect(() => toWire({ type: 'bigint' }, 'amount')).toThrow("The SDK's parameter amount has a type")
})
