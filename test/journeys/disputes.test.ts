// Disputes by the shop's policy, however their news comes: what suspends, what restores, what the books say, what staff see.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refundPayment } from '../../src/billing/refund.ts'
import { newSecret } from '../../src/lib/token.ts'
import { exportAll } from '../../src/ops/export.ts'
import { addDevice } from '../../src/vpn/add-device.ts'
import { access, booksOf, buy, lastCharge, lastPayment, newBuyer } from '../support/buyer.ts'
import { DELIVERIES, hearAll } from '../support/deliveries.ts'
import { openStaff } from '../support/staff.ts'
import { deliverEvent } from '../support/stripe-event.ts'
import { createWorld, type World } from '../support/world.ts'

describe.each(DELIVERIES)('with events $name', ({ faults, drop }) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld()
    world.simulator.control.setWebhooks(faults)
  }, 60_000)
  afterAll(() => world.close())

  const hear = () => hearAll(world, drop)
  const bought = async () => {
    const account = await newBuyer(world)
    await buy(world, account, 'turnpike_basic_month_usd')
    await hear()
    return { account, charge: await lastCharge(world, account) }
  }
  const stateIn = async (account: string) => {
    const { accounts } = await exportAll(world.app, account)
    return accounts[0]
  }

  test('an inquiry and a prevented dispute cut nobody off and move no money', async () => {
    for (const kind of ['inquiry', 'prevented'] as const) {
      const { account, charge } = await bought()
      const before = await booksOf(world, account)
      const dispute = world.simulator.control.openDispute(charge, kind)
      await hear()
      expect(await access(world, account)).toMatchObject({ state: 'active' })
      if (kind === 'inquiry') world.simulator.control.closeDispute(String(dispute['id']), 'warning_closed')
      await hear()
      expect(await access(world, account)).toMatchObject({ state: 'active' })
      expect(await booksOf(world, account)).toEqual(before)
    }
  })

  test('opened: suspended; won: back with the same device; the fee of the bank stays in the books', async () => {
    const { account, charge } = await bought()
    await addDevice(world.app, account, { name: 'Phone', protocol: 'wireguard' })
    const device = (await stateIn(account))?.devices[0]
    const before = await booksOf(world, account)
    const dispute = String(world.simulator.control.openDispute(charge)['id'])
    await hear()
    const suspended = await stateIn(account)
    expect(suspended?.access.state).toBe('suspended')
    expect(suspended?.devices[0]?.state).not.toBe('active')
    const taken = await booksOf(world, account)
    expect(taken['disputes']).toBe(500n)
    expect(taken['stripe-fees']).toBe((before['stripe-fees'] ?? 0n) + 1500n)

    world.simulator.control.closeDispute(dispute, 'won')
    await hear()
    const restored = await stateIn(account)
    expect(restored?.access.state).toBe('active')
    expect(restored?.devices).toEqual([device])
    expect(await booksOf(world, account)).toEqual({
      ...taken,
      disputes: 0n,
      'stripe-balance': (taken['stripe-balance'] ?? 0n) + 500n,
    })
  })

  test('lost: it stays suspended until something newer is paid', async () => {
    const { account, charge } = await bought()
    const dispute = String(world.simulator.control.openDispute(charge)['id'])
    await hear()
    world.simulator.control.closeDispute(dispute, 'lost')
    await hear()
    expect(await access(world, account)).toMatchObject({ state: 'suspended', reason: 'dispute' })
    await world.travel('32d') // the subscription renews, and is paid
    await hear()
    expect(await access(world, account)).toMatchObject({ state: 'active' })
    expect((await booksOf(world, account))['disputes']).toBe(500n)
  })

  test('no refund while the bank decides, nor after it gave the money back', async () => {
    const { account, charge } = await bought()
    const { id: payment } = await lastPayment(world, account)
    const ask = () =>
      refundPayment(world.app, { payment, amount: 100n, reason: 'Asked', intent: newSecret(), actor: 'command-line' })
    const dispute = String(world.simulator.control.openDispute(charge)['id'])
    await hear()
    await expect(ask()).rejects.toThrow('Wait for its decision')
    world.simulator.control.closeDispute(dispute, 'lost')
    await hear()
    await expect(ask()).rejects.toThrow('the dispute was lost')
    expect((await lastPayment(world, account)).refunded).toBe(0n)
  })

  test('every owner is told, and staff find the answer on one page', async () => {
    const owner = await openStaff(world)
    const support = await openStaff(world, 'support')
    const { account, charge } = await bought()
    const { id: payment } = await lastPayment(world, account)
    const dispute = String(world.simulator.control.openDispute(charge)['id'])
    await hear()
    const told = await world.app.db
      .selectFrom('mails')
      .innerJoin('accounts', 'accounts.id', 'mails.account_id')
      .select(['role', 'email'])
      .where('subject', '=', 'Needs attention: dispute')
      .where('text_body', 'like', `%${dispute}%`)
      .execute()
    const owners = await world.app.db
      .selectFrom('accounts')
      .select(['role', 'email'])
      .where('role', '=', 'owner')
      .execute()
    expect(told.map(({ email }) => email).toSorted()).toEqual(owners.map(({ email }) => email).toSorted())

    expect((await owner.get('/admin')).text).toContain(`/admin/disputes/${dispute}`)
    expect((await owner.get(`/admin/payments/${payment}`)).text).toContain(`/admin/disputes/${dispute}`)
    expect((await support.get('/admin/disputes')).text).toContain(`/admin/disputes/${dispute}`)
    const page = await support.get(`/admin/disputes/${dispute}`)
    for (const words of ['Needs an answer', charge, `account ${account}`, 'Receipt: $5.00 for Basic', 'fraudulent'])
      expect(page.text).toContain(words)

    world.simulator.control.closeDispute(dispute, 'won')
    await hear()
    expect((await owner.get('/admin')).text).not.toContain(`/admin/disputes/${dispute}`)
    expect((await owner.get('/admin/disputes/du_nothing')).status).toBe(404)
  })
})

test('a bank’s early warning of fraud stands before staff until one of them settles it', async () => {
  const world = await createWorld()
  try {
    const account = await newBuyer(world)
    await buy(world, account, 'turnpike_basic_month_usd')
    const owner = await openStaff(world)
    expect(await warn(world, await lastCharge(world, account))).toBe(200)
    await world.settled()
    expect((await owner.get('/admin')).text).toContain('reports a payment of this customer as fraud')
    expect(await access(world, account)).toMatchObject({ state: 'active' })
    const { id } = await world.app.db
      .selectFrom('alerts')
      .select('id')
      .where('kind', '=', 'fraud-warning')
      .executeTakeFirstOrThrow()
    await owner.submit('/admin', `/admin/alerts/${id}/acknowledgement`)
    world.simulator.control.refund(await lastCharge(world, account), 100)
    await world.settled()
    expect((await owner.get('/admin')).text).not.toContain('reports a payment of this customer as fraud')
  } finally {
    await world.close()
  }
})

function warn(world: World, charge: string): Promise<number> {
  const object = { object: 'radar.early_fraud_warning', id: 'issfr_1', charge, fraud_type: 'misc' }
  return deliverEvent(world, { id: 'evt_warning1', type: 'radar.early_fraud_warning.created', object })
}
