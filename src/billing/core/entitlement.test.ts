import { describe, expect, test } from 'vitest'
import { entitlement, planHeld, servedUntil, type AccessFacts, type Plan } from './entitlement.ts'

const basic: Plan = { id: 'basic', name: 'Basic', rank: 10, deviceLimit: 3, dataCap: null }
const free: Plan = { id: 'free', name: 'Free', rank: 0, deviceLimit: 1, dataCap: null }
const now = new Date('2026-06-15T12:00:00Z')
const days = (count: number) => new Date(now.getTime() + count * 86_400_000)

const nothing: AccessFacts = {
  plan: null,
  paidUntil: null,
  granted: [],
  standing: 'none',
  disputed: false,
  banned: false,
  freePlan: null,
}
const paid: AccessFacts = { ...nothing, plan: basic, paidUntil: days(10), standing: 'renewing' }

const pro: Plan = { id: 'pro', name: 'Pro', rank: 20, deviceLimit: 10, dataCap: null }
const gift = (plan: Plan, from: number, until: number) => ({
  granted: [{ plan, from: days(from), until: days(until) }],
})

describe('entitlement', () => {
  test.each<[string, Partial<AccessFacts>, object]>([
    ['renewing: shows the period, cuts off after grace', {}, { state: 'active', until: days(10), cutOff: days(17) }],
    ['ending: cuts off on the day', { standing: 'ending' }, { state: 'active', until: days(10), cutOff: days(10) }],
    ['period over, renewal not charged yet', { paidUntil: days(-1) }, { state: 'grace', cutOff: days(6) }],
    ['period over, renewal failing', { paidUntil: days(-1), standing: 'failing' }, { state: 'grace', cutOff: days(6) }],
    ['period over, cancelled', { paidUntil: days(-1), standing: 'ending' }, { state: 'ended', since: days(-1) }],
    ['grace over', { paidUntil: days(-8), standing: 'failing' }, { state: 'ended', since: days(-1) }],
    ['a grant outlasts the period', gift(basic, 0, 30), { state: 'active', until: days(30), cutOff: days(30) }],
    [
      'a grant alone',
      { plan: null, paidUntil: null, standing: 'none', ...gift(basic, 0, 2) },
      { state: 'active', plan: basic, cutOff: days(2) },
    ],
    [
      'a grant of a higher plan counts while it runs',
      gift(pro, 0, 3),
      { plan: pro, until: days(10), cutOff: days(17) },
    ],
    ['and when it is over the paid one', gift(pro, -9, -2), { plan: basic, until: days(10) }],
    ['a grant of a lower plan waits beneath', { plan: pro, ...gift(basic, 0, 30) }, { plan: pro, until: days(30) }],
    [
      'and remains when the paid one is over',
      { plan: pro, paidUntil: days(-1), standing: 'ending', ...gift(basic, -5, 30) },
      { state: 'active', plan: basic, until: days(30), cutOff: days(30) },
    ],
    [
      'between the end of a period and its charge nobody falls to a lower grant',
      { plan: pro, paidUntil: days(-1), ...gift(basic, -5, 30) },
      { state: 'grace', plan: pro, cutOff: days(30) },
    ],
    ['a grant has no grace', { paidUntil: null, ...gift(basic, -9, -1) }, { state: 'ended', since: days(-1) }],
    ['a grant of the future is none yet', { paidUntil: null, ...gift(basic, 1, 9) }, { state: 'none' }],
    ['grants in a row', { granted: [...gift(pro, 0, 5).granted, ...gift(pro, 5, 12).granted] }, { until: days(12) }],
    ['a dispute rests grants as well', { disputed: true, ...gift(pro, 0, 5) }, { state: 'suspended' }],
    ['and so does a ban', { banned: true, ...gift(pro, 0, 5) }, { state: 'suspended', reason: 'ban' }],
    ['active at Stripe without a paid period', { paidUntil: null }, { state: 'none' }],
    ['disputed', { disputed: true }, { state: 'suspended', reason: 'dispute' }],
    ['banned before all else', { disputed: true, banned: true }, { state: 'suspended', reason: 'ban' }],
    [
      'the free plan when nothing is paid',
      { paidUntil: null, plan: null, freePlan: free },
      { state: 'active', plan: free, cutOff: null },
    ],
    ['the free plan after the paid one', { paidUntil: days(-30), freePlan: free }, { state: 'active', plan: free }],
    ['no free plan for the banned', { banned: true, freePlan: free }, { state: 'suspended' }],
  ])('%s', (_, change, expected) => {
    expect(entitlement({ ...paid, ...change }, now, 7)).toMatchObject(expected)
  })

  test('the end itself is outside', () => {
    expect(entitlement({ ...paid, paidUntil: now, standing: 'ending' }, now, 7).state).toBe('ended')
  })
})

test('devices over the limit of the plan that remains end with the larger one', () => {
  const facts = {
    ...paid,
    standing: 'ending',
    granted: [...gift(pro, -1, 3).granted, ...gift(basic, 10, 20).granted],
  } as const
  expect(servedUntil(facts, 2, now, 7)).toEqual(days(20))
  expect(servedUntil(facts, 3, now, 7)).toEqual(days(3))
  expect(servedUntil({ ...facts, ...gift(pro, 8, 9) }, 0, now, 7)).toEqual(days(10))
  expect(servedUntil({ ...nothing, freePlan: free }, 0, now, 7)).toBeNull()
})

test('the plan that is named when none is in force is the one that ended last', () => {
  expect(planHeld({ ...nothing, ...gift(pro, -9, -2) }, now)).toBe(pro)
  expect(planHeld({ ...paid, paidUntil: days(-5), ...gift(pro, -9, -2) }, now)).toBe(pro)
  expect(planHeld({ ...paid, disputed: true }, now)).toBe(basic)
  expect(planHeld(nothing, now)).toBeNull()
})
