import { expect, test } from 'vitest'
import { previewLines } from './preview-lines.ts'

const base = { lines: { data: [{ description: 'Pro', amount: 1000 }] }, total_discount_amounts: null }

test.each([
  ['nothing beside the lines', { ...base, total: 1000, amount_due: 1000 }, [['Pro', 1000n]]],
  [
    'tax on top',
    { ...base, total: 1190, amount_due: 1190 },
    [
      ['Pro', 1000n],
      ['Tax', 190n],
    ],
  ],
  [
    'a discount, and tax on what it leaves',
    { ...base, total_discount_amounts: [{ amount: 500 }], total: 595, amount_due: 595 },
    [
      ['Pro', 1000n],
      ['Discount', -500n],
      ['Tax', 95n],
    ],
  ],
  [
    'credit pays a part',
    { ...base, total: 1000, amount_due: 400 },
    [
      ['Pro', 1000n],
      ['Paid from your credit', -600n],
    ],
  ],
  [
    'more is taken off than charged',
    { ...base, lines: { data: [{ description: null, amount: -300 }] }, total: -300, amount_due: 0 },
    [
      ['', -300n],
      ['Kept as credit for later', 300n],
    ],
  ],
])('%s', (_, sums, expected) => {
  const lines = previewLines(sums)
  expect(lines.map(({ description, amount }) => [description, amount])).toEqual(expected)
  expect(lines.reduce((sum, { amount }) => sum + amount, 0n)).toBe(BigInt(sums.amount_due))
})
