// Check 72 of test/security/README.md, case by case; that a start is refused by them is in test/start.
import { expect, test } from 'vitest'
import { readConfig } from '../config.ts'
import { productionFaults } from './production-faults.ts'

const GOOD = {
  BASE_URL: 'https://vpn.example.com',
  DATABASE_URL: 'postgres://shop:8f1c02d7b6a34e59@db/shop',
  STRIPE_SECRET_KEY: `sk_live_${'a1b2'.repeat(6)}`,
  STRIPE_WEBHOOK_SECRET: `whsec_${'a1b2'.repeat(6)}`,
  METRICS_TOKEN: '8f1c02d7b6a34e598f1c02d7b6a34e59',
}
const TEST_KEY = `sk_test_${'a1b2'.repeat(6)}`
const faultsOf = (changed: Record<string, string>) => productionFaults(readConfig({ ...GOOD, ...changed }))

test.each<[string, Record<string, string>]>([
  ['as it should be', {}],
  ['tried out on this machine', { BASE_URL: 'http://127.0.0.1:8080', STRIPE_SECRET_KEY: TEST_KEY }],
  ['against a simulator', { STRIPE_API_BASE: 'http://127.0.0.1:12111', STRIPE_SECRET_KEY: TEST_KEY }],
  ['Stripe by its name', { STRIPE_API_BASE: 'https://api.stripe.com' }],
  ['two webhook secrets', { STRIPE_WEBHOOK_SECRET: `whsec_${'c3d4'.repeat(6)}, whsec_${'a1b2'.repeat(6)}` }],
  [
    'a database on this machine, by its socket',
    { DATABASE_URL: 'postgres://shop@localhost/shop?host=/run/postgresql' },
  ],
])('%s: nothing to say', (_, changed) => {
  expect(faultsOf(changed)).toEqual([])
})

test.each<[string, Record<string, string>]>([
  ['BASE_URL', { BASE_URL: 'http://vpn.example.com' }],
  ['BASE_URL', { BASE_URL: 'http://vpn.example.com', STRIPE_SECRET_KEY: TEST_KEY }],
  ['BASE_URL', { BASE_URL: 'http://127.0.0.1:8080' }],
  ['STRIPE_API_BASE', { STRIPE_API_BASE: 'http://127.0.0.1:12111' }],
  ['STRIPE_API_BASE', { STRIPE_API_BASE: 'https://api.stripe.com.example.net' }],
  ['STRIPE_WEBHOOK_SECRET', { STRIPE_WEBHOOK_SECRET: 'whsec_short' }],
  ['STRIPE_WEBHOOK_SECRET', { STRIPE_WEBHOOK_SECRET: `${GOOD.STRIPE_WEBHOOK_SECRET},${TEST_KEY}` }],
  ['METRICS_TOKEN', { METRICS_TOKEN: 'changeme-changeme' }],
  ['METRICS_TOKEN', { METRICS_TOKEN: 'a'.repeat(40) }],
  ['DATABASE_URL', { DATABASE_URL: 'postgres://postgres:postgres@db/shop' }],
])('%s is named once, and no secret is said', (name, changed) => {
  const faults = faultsOf(changed)
  expect(faults.map((line) => line.split(':')[0])).toEqual([name])
  for (const secret of ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET', 'METRICS_TOKEN', 'DATABASE_URL'])
    expect(faults.join()).not.toContain(changed[secret] ?? 'nothing of this kind')
})
