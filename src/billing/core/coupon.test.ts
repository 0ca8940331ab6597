import { expect, test } from 'vitest'
import { couponRefusal, couponWords, isFreeForEver, readOff, type Coupon } from './coupon.ts'

const NOW = new Date('2026-06-15T12:00:00Z')
const usd = (amount: bigint) => ({ amount, currency: 'usd' })
const coupon: Coupon = {
  id: 'cpn_1',
  code: 'SPRING',
  percentOff: 25,
  amountOff: null,
  duration: 'repeating',
  months: 3,
  maxRedemptions: 10,
  perCustomer: 1,
  expiresAt: null,
  plans: null,
  active: true,
  taken: 9,
}
const use = { planId: 'pro', price: usd(1000n), own: 0 }

test.each<[string, Coupon | undefined, typeof use, string | null]>([
  ['the last use that is left', coupon, use, null],
  ['none of this code', undefined, use, 'no such code'],
  ['switched off', { ...coupon, active: false }, use, 'no such code'],
  ['expired this moment', { ...coupon, expiresAt: NOW }, use, 'expired'],
  ['expires in a moment', { ...coupon, expiresAt: new Date(NOW.getTime() + 1) }, use, null],
  ['another plan', { ...coupon, plans: ['basic'] }, use, 'another plan'],
  ['another currency', { ...coupon, percentOff: null, amountOff: { amount: 100n, currency: 'eur' } }, use, 'in EUR'],
  ['used by this customer', coupon, { ...use, own: 1 }, 'as often as'],
  ['used up', { ...coupon, taken: 10 }, use, 'used up'],
  ['without limit', { ...coupon, maxRedemptions: null, taken: 10_000 }, use, null],
])('%s', (_, given, asked, sentence) => {
  expect(couponRefusal(given, asked, NOW) ?? 'none').toContain(sentence ?? 'none')
})

test('only what takes everything for good needs no card', () => {
  expect(isFreeForEver({ percentOff: 100, amountOff: null, duration: 'forever' }, usd(1000n))).toBe(true)
  expect(isFreeForEver({ percentOff: 100, amountOff: null, duration: 'once' }, usd(1000n))).toBe(false)
  expect(isFreeForEver({ percentOff: null, amountOff: usd(1000n), duration: 'forever' }, usd(1000n))).toBe(true)
  expect(isFreeForEver({ percentOff: null, amountOff: usd(999n), duration: 'forever' }, usd(1000n))).toBe(false)
})

test('is told in words', () => {
  expect(couponWords(coupon)).toBe('25% off for 3 months')
  expect(couponWords({ ...coupon, percentOff: null, amountOff: usd(250n), duration: 'once' })).toBe(
    '$2.50 off the first payment',
  )
})

test.each([
  ['25%', { percent: 25 }],
  [' 4.50 EUR ', { amount: { amount: 450n, currency: 'eur' } }],
  ['500 jpy', { amount: { amount: 500n, currency: 'jpy' } }],
  ['1.250 kwd', { amount: { amount: 1250n, currency: 'kwd' } }],
  ['5.5 jpy', null],
  ['25', null],
  ['-5%', null],
  ['much', null],
])('%s is read', (text, off) => {
  expect(readOff(text)).toEqual(off)
})
