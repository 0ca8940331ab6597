// Up or down, for each pair of plan and interval.
import { expect, test } from 'vitest'
import { changeOf, type PlanPrice } from './plan-change.ts'

const RANKS: Record<string, number> = { basic: 10, pro: 20, premium: 30 }

function price(name: string): PlanPrice {
  const [planId = '', interval] = name.split(' ')
  return { planId, rank: RANKS[planId] ?? 0, interval: interval === 'year' ? 'year' : 'month' }
}

test.each([
  ['basic month', 'basic month', 'same'],
  ['pro year', 'pro year', 'same'],
  ['basic month', 'pro month', 'up'],
  ['basic month', 'premium month', 'up'],
  ['basic year', 'pro year', 'up'],
  ['basic month', 'basic year', 'up'],
  ['basic month', 'pro year', 'up'],
  ['pro month', 'basic month', 'down'],
  ['pro year', 'basic year', 'down'],
  ['pro year', 'pro month', 'down'],
  ['pro year', 'basic month', 'down'],
  ['pro month', 'basic year', 'down'],
  ['basic year', 'pro month', 'down'], // the paid year runs out first: nothing of it is paid out
] as const)('%s to %s is %s', (current, wanted, expected) => {
  expect(changeOf(price(current), price(wanted))).toBe(expected)
})

const ALL = Object.keys(RANKS).flatMap((plan) => [`${plan} month`, `${plan} year`])
const PAIRS = ALL.flatMap((one) => ALL.map((other) => [one, other] as const))

test.each(PAIRS)('%s and %s: never up both ways', (one, other) => {
  const [there, back] = [changeOf(price(one), price(other)), changeOf(price(other), price(one))]
  expect([there, back]).not.toEqual(['up', 'up'])
  expect(there === 'same').toBe(back === 'same')
})
