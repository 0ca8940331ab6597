import { expect, test } from 'vitest'
import { figuresSince, percent, shopFigures } from './shop-figures.ts'

const NONE = {
  newCustomers: 0,
  subscriptionsBefore: 0,
  subscriptionsEnded: 0,
  chargesTried: 0,
  chargesFailed: 0,
  checkoutsOver: 0,
  checkoutsCompleted: 0,
  trialsEnded: 0,
  trialsPaid: 0,
}

test.each([
  [0, 0, '–'],
  [0, 7, '0 %'],
  [7, 7, '100 %'],
  [1, 3, '33.3 %'],
  [2, 3, '66.7 %'],
  [1, 8, '12.5 %'],
  [1, 2000, '0.1 %'],
  [1, 2001, '0 %'],
])('%i of %i is %s', (part, whole, words) => {
  const { churn } = shopFigures({ ...NONE, subscriptionsEnded: part, subscriptionsBefore: whole })
  expect(churn).toMatchObject({ part, whole })
  expect(percent(churn)).toBe(words)
})

test('each share is of its own whole', () => {
  const figures = shopFigures({
    newCustomers: 9,
    subscriptionsBefore: 100,
    subscriptionsEnded: 1,
    chargesTried: 50,
    chargesFailed: 2,
    checkoutsOver: 20,
    checkoutsCompleted: 3,
    trialsEnded: 10,
    trialsPaid: 4,
  })
  expect(figures.newCustomers).toBe(9)
  const shares = [figures.churn, figures.failedPayments, figures.checkoutConversion, figures.trialConversion]
  expect(shares.map(percent)).toEqual(['1 %', '4 %', '15 %', '40 %'])
})

test('thirty days are thirty times twenty-four hours', () => {
  expect(figuresSince(new Date('2026-03-31T12:00:00Z'))).toEqual(new Date('2026-03-01T12:00:00Z'))
})
