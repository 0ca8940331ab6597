import { describe, expect, test } from 'vitest'
import { entitlement, type AccessFacts, type Plan } from './entitlement.ts'

const basic: Plan = { id: 'basic', name: 'Basic', rank: 10, deviceLimit: 3, dataCap: null }
const free: Plan = { id: 'free', name: 'Free', rank: 0, deviceLimit: 1, dataCap: null }
const now = new Date('2026-06-15T12:00:00Z')
const days = (count: number) => new Date(now.getTime() + count * 86_400_000)

const nothing: AccessFacts = {
  plan: null,
  paidUntil: null,
  grantedUntil: null,
  standing: 'none',
  disputed: false,
  banned: false,
  freePlan: null,
}
const paid: AccessFacts = { ...nothing, plan: basic, paidUntil: days(10), standing: 'renewing' }

describe('entitlement', () => {
  test.each<[string, Partial<AccessFacts>, object]>([
    ['renewing: shows the period, cuts off after grace', {}, { state: 'active', until: days(10), cutOff: days(17) }],
    ['ending: cuts off on the day', { standing: 'ending' }, { state: 'active', until: days(10), cutOff: days(10) }],
    ['period over, renewal not charged yet', { paidUntil: days(-1) }, { state: 'grace', cutOff: days(6) }],
    ['period over, renewal failing', { paidUntil: days(-1), standing: 'failing' }, { state: 'grace', cutOff: days(6) }],
    ['period over, cancelled', { paidUntil: days(-1), standing: 'ending' }, { state: 'ended', since: days(-1) }],
    ['grace over', { paidUntil: days(-8), standing: 'failing' }, { state: 'ended', since: days(-1) }],
    ['a grant outlasts the period', { grantedUntil: days(30) }, { state: 'active', until: days(30), cutOff: days(30) }],
    [
      'a grant alone',
      { paidUntil: null, standing: 'none', grantedUntil: days(2) },
      { state: 'active', cutOff: days(2) },
    ],
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
