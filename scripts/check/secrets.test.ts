// The look-alikes are put together here, so that this file does not look like a leak itself.
import { expect, test } from 'vitest'
import { secretsIn } from './secrets.ts'

test.each([
  [['sk', 'live', 'a1b2c3'].join('_'), 'a live Stripe key'],
  [['rk', 'live', 'a1b2c3'].join('_'), 'a live Stripe key'],
  [['whsec', 'a1b2c3d4e5f6g7h8'].join('_'), 'a webhook secret'],
  [['-----BEGIN', 'EC PRIVATE KEY-----'].join(' '), 'a private key'],
])('%s', (text, kind) => {
  expect(secretsIn(`x = '${text}'`)).toEqual([kind])
})

test.each(['sk_live_', 'whsec_test', 'the private key of a device', 'sk_test_short'])('%s is harmless', (text) => {
  expect(secretsIn(text)).toEqual([])
})
