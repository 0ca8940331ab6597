import { expect, test } from 'vitest'
import { limitIn, mayRefundAlone } from './refund-limit.ts'

test.each<[string, string, bigint]>([
  ['100', 'usd', 10_000n],
  ['99.50', 'usd', 9950n],
  ['100', 'jpy', 100n],
  ['99.50', 'jpy', 99n],
  ['100', 'kwd', 100_000n],
])('%s in %s', (limit, currency, minor) => {
  expect(limitIn(limit, currency)).toBe(minor)
})

test.each<[string, [bigint, bigint, bigint], string, boolean]>([
  ['just the limit', [10_000n, 0n, 0n], '100', true],
  ['a cent more', [10_001n, 0n, 0n], '100', false],
  ['in pieces of one charge', [1n, 10_000n, 0n], '100', false],
  ['in pieces of many charges', [1n, 0n, 10_000n], '100', false],
  ['no limit', [10n ** 12n, 0n, 0n], '0', true],
])('alone: %s', (_, [amount, ofCharge, ofActor], limit, alone) => {
  expect(mayRefundAlone({ amount, ofCharge, ofActor }, limit, 'usd')).toBe(alone)
})
