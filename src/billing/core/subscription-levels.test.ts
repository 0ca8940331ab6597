// When each wish counts as fulfilled.
import { expect, test } from 'vitest'
import type { SubscriptionFact } from './stripe-facts.ts'
import { holds, waitsForPayment, type Wanted } from './subscription-levels.ts'

const later = new Date('2026-12-24T00:00:00Z')
const running: SubscriptionFact = {
  id: 'sub_1',
  status: 'active',
  priceId: 'basic',
  currentPeriodEnd: later,
  endsAt: null,
  trialEnd: null,
  created: new Date('2026-11-24T00:00:00Z'),
  scheduleId: null,
  next: null,
  pending: null,
}
const scheduled = { scheduleId: 'sched_1', next: { priceId: 'pro', at: later } }

test.each<[Wanted['kind'], Partial<SubscriptionFact>, boolean]>([
  ['change', {}, false],
  ['change', { priceId: 'pro' }, true],
  ['change', { pending: { priceId: 'pro', until: later, payUrl: null } }, false],
  ['schedule', {}, false],
  ['schedule', { scheduleId: 'sched_1' }, false], // made, and its phases not yet written
  ['schedule', scheduled, true],
  ['schedule', { priceId: 'pro' }, true],
  ['release', scheduled, false],
  ['release', {}, true],
  ['cancel', {}, false],
  ['cancel', { endsAt: later }, true],
  ['cancel-now', { endsAt: later }, false],
  ['cancel-now', { status: 'canceled' }, true],
  ['keep', { endsAt: later }, false],
  ['keep', {}, true],
  ['pause', {}, false],
  ['pause', { status: 'paused' }, true],
  ['resume', { status: 'paused' }, false],
  ['resume', {}, true],
])('%s of %j: %s', (kind, change, expected) => {
  expect(holds({ kind, price_id: 'pro', schedule_id: 'sched_1' }, { ...running, ...change })).toBe(expected)
})

test('only the change that was asked for waits', () => {
  const wanted: Wanted = { kind: 'change', price_id: 'pro', schedule_id: null }
  const pending = { priceId: 'pro', until: later, payUrl: null }
  expect(waitsForPayment(wanted, { ...running, pending })).toBe(true)
  expect(waitsForPayment(wanted, { ...running, pending: { ...pending, priceId: 'premium' } })).toBe(false)
  expect(waitsForPayment(wanted, running)).toBe(false)
})
