// Discounts never take more than there is, and every minor unit goes somewhere.
import { describe, expect, test } from 'vitest'
import { discountLines, type Reduction } from './discount-lines.ts'
import { totalsOf } from './totals.ts'

const line = (amount: number, product = 'p', discountable = true) => ({ amount, product, discountable })
const off = (rest: Partial<Reduction>): Reduction => ({
  id: 'd',
  percentOff: null,
  amountOff: null,
  products: null,
  ...rest,
})
const taken = (lines: ReturnType<typeof line>[], ...reductions: Reduction[]) =>
  discountLines(lines, reductions).map((discounts) => discounts.reduce((sum, { amount }) => sum + amount, 0))

describe('takes', () => {
  test.each([
    ['a percentage of each line', [line(1000), line(333)], [off({ percentOff: 50 })], [500, 167]],
    ['an amount once, spread by size', [line(1000), line(500)], [off({ amountOff: 100 })], [66, 34]],
    ['no more than there is', [line(300)], [off({ amountOff: 1000 })], [300]],
    ['nothing from credits', [line(1000), line(-400, 'p', false)], [off({ percentOff: 10 })], [100, 0]],
    [
      'only from its products',
      [line(1000, 'a'), line(1000, 'b')],
      [off({ percentOff: 100, products: ['b'] })],
      [0, 1000],
    ],
    ['one after the other', [line(1000)], [off({ percentOff: 50 }), off({ percentOff: 50 })], [750]],
  ])('%s', (_, lines, reductions, expected) => {
    expect(taken(lines, ...reductions)).toEqual(expected)
  })
})

test.each([
  ['no balance', [1000], 0, { total: 1000, amountDue: 1000, endingBalance: 0 }],
  ['credit pays first', [1000], -300, { total: 1000, amountDue: 700, endingBalance: 0 }],
  ['credit is left over', [1000], -1500, { total: 1000, amountDue: 0, endingBalance: -500 }],
  ['a negative total becomes credit', [-700, 200], 0, { total: -500, amountDue: 0, endingBalance: -500 }],
  ['debt is added', [1000], 200, { total: 1000, amountDue: 1200, endingBalance: 0 }],
])('totals: %s', (_, lines, balance, expected) => {
  expect(
    totalsOf(
      lines.map((amount) => ({ amount, discount_amounts: [] })),
      balance,
    ),
  ).toMatchObject(expected)
})
