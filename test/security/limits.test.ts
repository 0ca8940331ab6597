// What makes mails, rows or chances to guess has a limit for the account and for the network. Numbers are those of README.md.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LIMITS, type LimitName } from '../../src/accounts/throttle.ts'
import { makeCoupon } from '../../src/billing/coupons.ts'
import { buy as pay } from '../support/buyer.ts'
import { openClient } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'
import { byBearer, byCookie, member, visitor, type Caller } from './callers.ts'
import { mailsTo, monthly, newcomer } from './visitors.ts'

let world: World
let price = ''
beforeAll(async () => {
  world = await createWorld({ TRUSTED_PROXIES: '127.0.0.1' })
  price = (await monthly(world)).lookupKey
})
afterAll(() => world.close())

let networks = 0
const elsewhere = () => `203.${networks >> 8}.${networks++ & 255}.7`

/** Somebody with an account and a session. */
async function customer(): Promise<Caller & { account: string }> {
  const one = await member(world, 'customer')
  return { account: one.account, ...byCookie(world, 'customer', await one.session()) }
}

async function send(who: Caller, path: string, fields: Record<string, string>, network = elsewhere()) {
  const answer = await fetch(world.url + path, {
    method: 'POST',
    body: new URLSearchParams({ csrf: who.csrf, ...fields }),
    headers: { ...who.headers, origin: world.url, 'x-forwarded-for': network },
    redirect: 'manual',
  })
  if (answer.status === 429 && !(Number(answer.headers.get('retry-after')) > 60))
    throw new Error('it says no time to wait')
  return { status: answer.status, to: answer.headers.get('location') ?? '' }
}

/** How often it is let through until it is told to wait; `most` is where this gives up. */
async function countLetIn(most: number, act: (at: number) => Promise<{ status: number }>): Promise<number> {
  for (let at = 0; at < most; at++) if ((await act(at)).status === 429) return at
  return most
}

/** As if others in this network had done it as often as is allowed. */
async function fullNetwork(limit: LimitName): Promise<string> {
  const network = elsewhere()
  for (let at = 0; at < LIMITS[limit].points; at++) await world.app.throttle.spend(limit, network)
  return network
}

test('25: a coupon is not found by trying: ten codes for an account, sixty for a network', async () => {
  const terms = { off: { percent: 10 }, duration: 'once', months: null, perCustomer: 99, expiresAt: null } as const
  await makeCoupon(world.app, 'command-line', { ...terms, code: 'RIGHT', maxRedemptions: null, plans: null })
  const tryCode = (who: Caller, code: string, network?: string) => send(who, '/checkouts', { price, code }, network)
  const ana = await customer()
  for (let at = 0; at < 11; at++) expect((await tryCode(ana, ' right ')).status, 'right ones are not counted').toBe(303)
  expect(await countLetIn(15, (at) => tryCode(ana, `WRONG-${at}`))).toBe(10)
  expect((await tryCode(ana, 'RIGHT')).status).toBe(429)
  expect((await tryCode(ana, '')).status, 'without a code she buys on').toBe(303)

  const network = await fullNetwork('coupon-network')
  const ben = await customer()
  expect((await tryCode(ben, 'RIGHT', network)).status).toBe(429)
  expect((await tryCode(ben, 'RIGHT')).status, 'from elsewhere').toBe(303)
})

test('25: devices come and go sixty times an hour for an account, by page and by key alike', async () => {
  const one = await member(world, 'customer')
  const ana = { account: one.account, ...byCookie(world, 'customer', await one.session()) }
  await pay(world, ana.account, price)
  const add = (name: string, network?: string) => send(ana, '/devices', { name, protocol: 'wireguard' }, network)
  const addAndRemove = async () => {
    const added = await add('Phone')
    if (added.status === 303) await send(ana, `${added.to}/removal`, {})
    return added
  }
  for (let at = 0; at < 5; at++) expect((await add('../x')).status, 'refused ones are not counted').toBe(422)
  const network = await fullNetwork('device-network')
  expect((await add('Phone', network)).status).toBe(429)
  expect(await countLetIn(70, addAndRemove)).toBe(59) // the one from the full network was counted
  const key = byBearer(world, 'key', await one.key())
  const byKey = await fetch(`${world.url}/api/v1/devices`, {
    method: 'POST',
    body: JSON.stringify({ name: 'Phone', protocol: 'wireguard' }),
    headers: { ...key.headers, 'content-type': 'application/json' },
  })
  expect(byKey.status).toBe(429)
})

test('25: vouchers are not found by trying: ten codes for an account, and for a network', async () => {
  const ana = await customer()
  const redeem = (who: Caller, network?: string) => send(who, '/vouchers', { code: 'AAAAA-BBBBB-CCCCC-DDDDD' }, network)
  expect(await countLetIn(15, () => redeem(ana))).toBe(10)
  const ben = await customer()
  expect((await redeem(ben, await fullNetwork('voucher-network'))).status).toBe(429)
  expect((await redeem(ben)).status).toBe(422)
})

test('25: mails to reset and to verify: five an hour for an account, and for a network', async () => {
  const { email } = await newcomer(world)
  const stranger = visitor(world)
  const reset = (address: string, network?: string) => send(stranger, '/reset-password', { email: address }, network)
  for (let at = 0; at < 8; at++) expect((await reset(email)).status, 'the asker is not told').toBe(200)
  expect(await mailsTo(world, email)).toHaveLength(5)
  const one = elsewhere()
  const statuses = await Promise.all(Array.from({ length: 70 }, (_, at) => reset(`nobody-${at}@example.com`, one)))
  expect(statuses.filter(({ status }) => status === 429)).toHaveLength(10)

  const ana = await customer()
  await world.app.db.updateTable('accounts').set({ email_verified_at: null }).where('id', '=', ana.account).execute()
  const resend = (network?: string) => send(ana, '/verification-mails', {}, network)
  expect((await resend(await fullNetwork('verify-network'))).status).toBe(429)
  expect(await countLetIn(10, () => resend())).toBe(5)
})

test('25: sign-ups: three hundred an hour for a network, which may be an office', async () => {
  const client = openClient(world.url)
  const { text } = await client.get('/sign-up')
  const csrf = /name="csrf" value="([^"]*)"/.exec(text)?.[1] ?? ''
  const join = async (email: string, network: string) =>
    client.raw('/sign-up', {
      method: 'POST',
      body: new URLSearchParams({ csrf, email, password: 'ten green pots of paint' }),
      headers: { origin: world.url, 'x-forwarded-for': network },
    })
  expect((await join('late@example.com', await fullNetwork('sign-up-network'))).status).toBe(429)
  expect((await join('late@example.com', elsewhere())).status).toBe(200)
})
