import { describe, expect, test } from 'vitest'
import { sumTaxes, taxationOf, taxOfLine, totalTaxes } from './taxation.ts'

const in_ = (country: string | null, exempt: string | null = null) => taxationOf(true, { country, exempt })

test.each([
  ['a rate that the shop collects', in_('DE'), { rate: 1900, reason: 'standard_rated' }],
  ['no registration', in_('US'), { rate: 0, reason: 'not_collecting' }],
  ['exempt', in_('DE', 'exempt'), { rate: 0, reason: 'customer_exempt' }],
  ['reverse charge', in_('DE', 'reverse'), { rate: 0, reason: 'reverse_charge' }],
])('%s', (_, taxation, expected) => expect(taxation).toMatchObject(expected))

test('off, or nobody knows where: none', () => {
  expect(taxationOf(false, { country: 'DE', exempt: null })).toBeNull()
  expect(in_(null)).toBeNull()
})

describe('a line', () => {
  test.each([
    ['on top', 1000, undefined, 'DE', 190, 1000],
    ['on top, said so', 1000, 'exclusive', 'DE', 190, 1000],
    ['within', 1190, 'inclusive', 'DE', 190, 1000],
    ['half a unit is rounded up', 50, undefined, 'DE', 10, 50],
    ['a tenth of a percent', 1000, undefined, 'CH', 81, 1000],
    ['nothing', 0, undefined, 'DE', 0, 0],
  ] as const)('%s', (_, amount, behavior, country, tax, taxable) => {
    expect(taxOfLine(amount, behavior, in_(country))).toMatchObject([{ amount: tax, taxable_amount: taxable }])
  })

  test('a credit takes back to the unit what its charge was', () => {
    for (let amount = 0; amount < 300; amount++) {
      const [charge] = taxOfLine(amount, undefined, in_('DE'))
      const [credit] = taxOfLine(-amount, undefined, in_('DE'))
      expect((charge?.amount ?? NaN) + (credit?.amount ?? NaN)).toBe(0)
    }
  })
})

test('an invoice shows one sum for each rate and way', () => {
  const taxes = [
    ...taxOfLine(1000, undefined, in_('DE')),
    ...taxOfLine(-300, undefined, in_('DE')),
    ...taxOfLine(1190, 'inclusive', in_('DE')),
  ]
  expect(totalTaxes(taxes)).toMatchObject([
    { amount: 133, taxable_amount: 700, tax_behavior: 'exclusive' },
    { amount: 190, taxable_amount: 1000, tax_behavior: 'inclusive' },
  ])
  expect(sumTaxes(taxes)).toEqual({ added: 133, all: 323 })
})
