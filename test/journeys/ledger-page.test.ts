// The books as staff read them: balances that add up to nothing, every booking found by customer and by charge, a file without formulas.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buy, lastPayment, newBuyer } from '../support/buyer.ts'
import { openStaff } from '../support/staff.ts'
import { createWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
}, 60_000)
afterAll(() => world.close())

test('a payment, its refund and a dispute are found, with balances and a file that agree', async () => {
  const [one, other] = [await newBuyer(world), await newBuyer(world)]
  for (const account of [one, other]) await buy(world, account, 'turnpike_pro_month_usd')
  const { stripe_id: charge, id: payment } = await lastPayment(world, one)
  const { stripe_id: otherCharge } = await lastPayment(world, other)
  world.simulator.control.refund(charge, 300)
  world.simulator.control.openDispute(otherCharge)
  await world.settled()
  await world.app.db.updateTable('accounts').set({ email: '=1+1@example.com' }).where('id', '=', one).execute()

  const support = await openStaff(world, 'support')
  expect((await support.get(`/admin/payments/${payment}`)).text).toContain(`/admin/ledger?object=${charge}`)
  const all = await support.get('/admin/ledger')
  for (const words of [`payment:`, charge, otherCharge, '-$20.00', '$3.00', '$10.00', 'dispute', 'fee'])
    expect(all.text.replaceAll('<wbr/>', '')).toContain(words)

  const ofCharge = (await support.get(`/admin/ledger?object=${charge}`)).text.replaceAll('<wbr/>', '')
  expect(ofCharge).toContain(`payment:${charge}`)
  expect(ofCharge).not.toContain(otherCharge)
  const ofCustomer = (await support.get(`/admin/ledger?customer=${other}`)).text.replaceAll('<wbr/>', '')
  expect(ofCustomer).toContain(`payment:${otherCharge}`)
  expect(ofCustomer).not.toContain(charge)

  const csv = (await support.get('/admin/ledger.csv')).text
  expect(csv).toContain(`"'=1+1@example.com"`)
  const amounts = csv
    .trim()
    .split('\r\n')
    .slice(1)
    .map((line) => Number(/(-?\d+)"?$/.exec(line)?.[1]))
  expect(amounts.length).toBeGreaterThan(8)
  expect(amounts.reduce((sum, amount) => sum + amount, 0)).toBe(0)
})

test('hostile words in a search find nothing, and a customer does not find the page', async () => {
  const owner = await openStaff(world)
  for (const query of ["customer=' or 1=1 --", 'object=%25', 'before=x', 'customer=<script>'])
    expect((await owner.get(`/admin/ledger?${query}`)).status).toBe(200)
  expect((await owner.get('/admin/ledger?object=%25')).text).toContain('Nothing found')
})
