import { expect, test } from 'vitest'
import { observeRequests } from './observe-requests.ts'
import type { ReceivedRequest } from './validate-request.ts'

function source() {
  const watchers = new Set<(call: ReceivedRequest) => void>()
  return {
    answer: (method: string, path: string, params: object) =>
      watchers.forEach((seen) => seen({ method, path, params })),
    onCall(seen: (call: ReceivedRequest) => void) {
      watchers.add(seen)
      return () => void watchers.delete(seen)
    },
  }
}

test('a request that Stripe would refuse fails the test that made it, and not the next', () => {
  const api = source()
  const observer = observeRequests(api)
  api.answer('POST', '/v1/customers', { email: 'a@example.com' })
  expect(() => observer.check()).not.toThrow()
  api.answer('POST', '/v1/customers', { coupon: 'c' })
  expect(() => observer.check()).toThrow('coupon is no parameter')
  expect(() => observer.check()).not.toThrow()
})

test('nothing is seen after stop', () => {
  const api = source()
  const observer = observeRequests(api)
  observer.stop()
  api.answer('POST', '/v1/customers', { coupon: 'c' })
  expect(() => observer.check()).not.toThrow()
})
