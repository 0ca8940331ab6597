// Check 72 of test/security/README.md, case by case; that a start is refused by them is in test/start.
import { expect, test } from 'vitest'
import { readConfig } from '../config.ts'
import { productionFaults } from './production-faults.ts'

const RANDOM = ['8f1c02d7b6a3', '4e59a0c3f817'].join('') // in two, as the search for keys in the tree takes it for one
const GOOD = {
  BASE_URL: 'https://vpn.example.com',
  DATABASE_URL: 'postgres://shop:8f1c02d7b6a34e59@db/shop?sslmode=verify-full',
  STRIPE_SECRET_KEY: `sk_live_${RANDOM}`,
  STRIPE_WEBHOOK_SECRET: `whsec_${RANDOM}`,
  METRICS_TOKEN: RANDOM,
}
const TEST_KEY = `sk_test_${RANDOM}`
const PEM = { cert: '-----BEGIN CERTIFICATE-----\n', key: `-----BEGIN EC ${'PRIVATE'} KEY-----\n` } // in form
const IN_CLEAR = {
  DATABASE_URL: 'postgres://shop:8f1c02d7b6a34e59@db/shop',
  REDIS_URL: 'redis://cache:6379',
  SMTP_URL: 'smtp://shop:Vq7bd0Rk@mail.example.com?ignoreTLS=true',
}
const REMOTE = (password: string) => `postgres://shop:${password}@db/shop?sslmode=verify-full`
const INBOUND = { MAIL_INBOUND_ADDRESS: 'help@example.com' }
const KEY = 'r3jX0cG1m6PpVb0o3nqz5m2Zb3JtT2l5dX8sQ9wYk7A='
const WEAK_KEY = Buffer.from('the turnpike of our little town!').toString('base64')
const SECRETS = [
  'STRIPE_SECRET_KEY',
  'STRIPE_WEBHOOK_SECRET',
  'METRICS_TOKEN',
  'DATABASE_URL',
  'REDIS_URL',
  'MAIL_INBOUND_TOKEN',
]
const faultsOf = (changed: Record<string, string>) => productionFaults(readConfig({ ...GOOD, ...changed }))

test.each<[string, Record<string, string>]>([
  ['as it should be', {}],
  ['tried out on this machine', { BASE_URL: 'http://127.0.0.1:8080', STRIPE_SECRET_KEY: TEST_KEY }],
  ['against a simulator', { STRIPE_API_BASE: 'http://127.0.0.1:12111', STRIPE_SECRET_KEY: TEST_KEY }],
  ['Stripe by its name', { STRIPE_API_BASE: 'https://api.stripe.com' }],
  ['two webhook secrets', { STRIPE_WEBHOOK_SECRET: `whsec_${RANDOM.toUpperCase()}, whsec_${RANDOM}` }],
  [
    'a database on this machine, by its socket',
    { DATABASE_URL: 'postgres://shop@localhost/shop?host=/run/postgresql' },
  ],
  ['the same, written short', { DATABASE_URL: 'postgres://shop@%2Frun%2Fpostgresql/shop' }],
  ['a database on this machine', { DATABASE_URL: 'postgres://shop:8f1c02d7b6a34e59@127.0.0.1/shop' }],
  ['Redis by TLS', { REDIS_URL: `rediss://:${RANDOM}@cache:6379` }],
  ['Redis by TLS, its password behind', { REDIS_URL: `rediss://cache:6379?password=${RANDOM}` }],
  ['a database that asks for a certificate', { DATABASE_URL: `${REMOTE('')}&sslcert=/c.pem&sslkey=/k.pem` }],
  [
    'any password on this machine',
    { DATABASE_URL: 'postgres://shop:x@127.0.0.1/shop', REDIS_URL: 'redis://:x@localhost' },
  ],
  ['a relay that asks for no password', { SMTP_URL: 'smtp://mail.example.com:25' }],
  ['a test key on a public address', { STRIPE_SECRET_KEY: TEST_KEY }],
  ['a token of answers', { ...INBOUND, MAIL_INBOUND_TOKEN: RANDOM.repeat(2) }],
  ['a key that was weak, being replaced', { MASTER_KEY: KEY, MASTER_KEY_ALSO: WEAK_KEY }],
  ['Redis on this machine', { REDIS_URL: 'redis://127.0.0.1:6379' }],
  ['mail by STARTTLS, which is asked for', { SMTP_URL: 'smtp://shop:Vq7bd0Rk@mail.example.com:587' }],
  ['a mail server on this machine', { SMTP_URL: 'smtp://localhost:25?ignoreTLS=true' }],
  ['TLS from the proxy on', { HOST: '0.0.0.0', TLS_CERT: PEM.cert, TLS_KEY: PEM.key }],
  ['networks that nobody else is on', { ...IN_CLEAR, PLAIN_CONNECTIONS: 'database, redis,mail,web', HOST: '0.0.0.0' }],
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
  ['DATABASE_URL', { DATABASE_URL: 'postgres://postgres:postgres@db/shop?sslmode=verify-full' }],
  ['DATABASE_URL', { DATABASE_URL: IN_CLEAR.DATABASE_URL }],
  ['DATABASE_URL', { DATABASE_URL: `${IN_CLEAR.DATABASE_URL}?sslmode=no-verify` }],
  ['DATABASE_URL', { DATABASE_URL: 'postgres://shop:8f1c02d7b6a34e59@127.0.0.1/shop?host=db' }],
  ['REDIS_URL', { REDIS_URL: `redis://:${RANDOM}@cache:6379` }],
  ['SMTP_URL', { SMTP_URL: IN_CLEAR.SMTP_URL }],
  ['HOST', { HOST: '0.0.0.0' }],
  ['DATABASE_URL', { DATABASE_URL: REMOTE('') }],
  ['DATABASE_URL', { DATABASE_URL: REMOTE('x') }],
  ['DATABASE_URL', { DATABASE_URL: REMOTE('8f1c02d7b6a34e5') }],
  ['DATABASE_URL', { DATABASE_URL: REMOTE('abcabcabcabcabcabcabc') }],
  ['DATABASE_URL', { DATABASE_URL: REMOTE('my%70assword-8f1c02d7') }],
  ['DATABASE_URL', { DATABASE_URL: `${REMOTE(RANDOM)}&password=x` }],
  ['DATABASE_URL', { DATABASE_URL: 'postgres://shop:x@127.0.0.1/shop?host=db&sslmode=verify-full' }],
  ['DATABASE_OWNER_URL', { DATABASE_OWNER_URL: REMOTE('x') }],
  ['REDIS_URL', { REDIS_URL: 'rediss://:password@cache' }],
  ['REDIS_URL', { REDIS_URL: 'rediss://cache' }],
  ['REDIS_URL', { REDIS_URL: 'rediss://:8f1c02d7b6a34e5@cache' }],
  ['REDIS_URL', { REDIS_URL: 'redis://:x@cache', PLAIN_CONNECTIONS: 'redis' }],
  ['SMTP_URL', { SMTP_URL: 'smtp://shop:changeme@mail.example.com' }],
  ['MAIL_INBOUND_TOKEN', { ...INBOUND, MAIL_INBOUND_TOKEN: 'changeme'.repeat(4) }],
  ['STRIPE_WEBHOOK_SECRET', { STRIPE_WEBHOOK_SECRET: `whsec_${'x'.repeat(16)}` }],
  ['STRIPE_SECRET_KEY', { STRIPE_SECRET_KEY: `sk_live_${'x'.repeat(24)}` }],
  ['MASTER_KEY', { MASTER_KEY: WEAK_KEY }],
  ['REDIS_URL', { ...IN_CLEAR, REDIS_URL: `redis://:${RANDOM}@cache`, PLAIN_CONNECTIONS: 'database,mail' }],
])('%s is named once, and no secret is said', (name, changed) => {
  const faults = faultsOf(changed)
  expect(faults.map((line) => line.split(':')[0])).toEqual([name])
  for (const secret of SECRETS) expect(faults.join()).not.toContain(changed[secret] ?? 'nothing of this kind')
})
