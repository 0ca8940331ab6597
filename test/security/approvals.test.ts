// What a fresh code is asked for, and what such an approval is good for: the very thing that was shown. Numbers are those of README.md.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createOwner } from '../../src/accounts/owner.ts'
import { requestRefund } from '../../src/billing/request-refund.ts'
import { newSecret } from '../../src/lib/token.ts'
import { PERMISSIONS } from '../../src/web/kit/permissions.ts'
import { buy, lastPayment, newBuyer } from '../support/buyer.ts'
import { formOf } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'
import { owner, PASSWORD, type Person } from './visitors.ts'

const PREMIUM = 'turnpike_premium_month_usd' // 20 dollars
let world: World
let boss = {} as Person // beforeAll makes it
beforeAll(async () => {
  world = await createWorld({ REFUND_LIMIT: '12' })
  boss = await owner(world)
})
afterAll(() => world.close())

async function paid() {
  const account = await newBuyer(world)
  await buy(world, account, PREMIUM)
  const { id, stripe_id: charge } = await lastPayment(world, account)
  return { payment: id, charge, page: `/admin/payments/${id}` }
}

async function refundsAtStripe(charge: string): Promise<number[]> {
  const answer = await fetch(`${world.simulator.apiBase}/v1/refunds?charge=${charge}&limit=100`, {
    headers: { authorization: world.stripeKey },
  })
  const { data } = (await answer.json()) as { data: { amount: number }[] } // the list of refunds, as Stripe documents it
  return data.map(({ amount }) => amount)
}

const post = (path: string, fields: Record<string, string>) =>
  boss.client.raw(path, {
    method: 'POST',
    body: new URLSearchParams({ csrf: boss.csrf, ...fields }),
    headers: { origin: world.url },
  })

test('32: money that leaves, keys, and whole lists that leave ask for a fresh code', () => {
  const asking = [
    'POST /admin/payments/:id/refunds',
    'POST /admin/refund-requests/:id/approval',
    'POST /admin/affiliates/payouts',
    'POST /admin/affiliates/payouts/:id/payment',
    'POST /admin/vouchers',
    'POST /admin/manual-payments/:id/approval',
    'POST /admin/manual-payments/:id/reversal',
    'POST /account/api-keys',
    'POST /account/recovery-codes',
    'POST /account/second-factor/removal',
    'POST /account/passkeys/:id/removal',
    'POST /admin/nodes',
    'POST /account/data',
    'GET /admin/audit.csv',
    'GET /admin/ledger.csv',
    'GET /admin/affiliates/runs/:id/payouts.csv',
  ]
  for (const route of asking) expect(PERMISSIONS[route], route).toHaveProperty('stepUp')
  const downloads = Object.keys(PERMISSIONS).filter((route) => route.endsWith('.csv'))
  expect(asking).toEqual(expect.arrayContaining(downloads))
  // Roles, keys and backups are changed by commands of the operator alone: no page does it.
  expect(Object.keys(PERMISSIONS).filter((route) => /role|rotat|restore|backup|master/.test(route))).toEqual([])
})

test('32: after five minutes no list leaves', async () => {
  const lists = ['/admin/audit', '/admin/ledger']
  for (const page of lists) expect((await boss.client.raw(`${page}.csv`)).status, page).toBe(200)
  await world.travel('6m')
  for (const page of lists) {
    const answer = await boss.client.raw(`${page}.csv`)
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/step-up?next=${encodeURIComponent(page)}`])
    expect(await answer.text()).toBe('')
  }
  boss = await owner(world)
})

test('32: the click that gave one amount back gives no other, of this payment or of another', async () => {
  const [one, other] = [await paid(), await paid()]
  const intent = formOf((await boss.client.get(one.page)).text, `${one.page}/refunds`)?.['intent'] ?? ''
  const refund = (page: string, amount: string) => post(`${page}/refunds`, { amount, reason: 'Asked for it', intent })
  expect((await refund(one.page, '1.00')).status).toBe(303)
  expect((await refund(one.page, '1.00')).status, 'the same click').toBe(303)
  expect((await refund(one.page, '2.00')).status, 'another amount').toBe(403)
  expect((await refund(other.page, '1.00')).status, 'another payment').toBe(403)
  expect(await refundsAtStripe(one.charge)).toEqual([100])
  expect(await refundsAtStripe(other.charge)).toEqual([])
})

test('32: what a second person approves is the amount that stood there, whatever is sent along, and once', async () => {
  const { payment, charge } = await paid()
  const { account: actor } = await createOwner(world.app, { email: 'second@example.com', password: PASSWORD })
  const asked = { payment, amount: 1500n, reason: 'Asked for it', intent: newSecret(), actor, role: 'owner' } as const
  const waiting = await requestRefund(world.app, asked)
  const id = waiting.kind === 'waiting' ? waiting.request.id : ''
  expect((await boss.client.get('/admin/refund-requests')).text).toContain('$15.00')
  const approve = (fields: Record<string, string>) => post(`/admin/refund-requests/${id}/approval`, fields)
  expect((await approve({ amount: '20.00', payment: 'pay_other' })).status).toBe(303)
  expect((await approve({ amount: '5.00' })).status).toBe(303)
  expect(await refundsAtStripe(charge)).toEqual([1500])
  await expect(requestRefund(world.app, { ...asked, amount: 500n })).rejects.toMatchObject({ code: 'forbidden' })
  expect(await refundsAtStripe(charge)).toEqual([1500])
})
