// A refund that the customer's bank does not take: the money is with us again, and books, access, page and staff say so, however the
// news comes.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refundPayment } from '../../src/billing/refund.ts'
import { newSecret } from '../../src/lib/token.ts'
import { exportAll } from '../../src/ops/export.ts'
import { access, booksOf, buy, lastPayment, newBuyer } from '../support/buyer.ts'
import { DELIVERIES, hearAll } from '../support/deliveries.ts'
import { openStaff } from '../support/staff.ts'
import { createWorld, type World } from '../support/world.ts'

describe.each(DELIVERIES)('with events $name', ({ faults, drop }) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld()
    world.simulator.control.setWebhooks(faults)
  }, 60_000)
  afterAll(() => world.close())

  const refundFromHere = async (account: string) => {
    const { id: payment } = await lastPayment(world, account)
    const asked = { payment, amount: null, reason: 'Asked for it', intent: newSecret(), actor: 'command-line' }
    const { stripe_id: refund } = await refundPayment(world.app, asked)
    if (refund === null) throw new Error('not refunded')
    return refund
  }

  test('from here: booked back, access again, staff told until it is made good', async () => {
    const owner = await openStaff(world)
    const account = await newBuyer(world)
    await buy(world, account, 'turnpike_basic_month_usd')
    await hearAll(world, drop)
    const before = await booksOf(world, account)
    const refund = await refundFromHere(account)
    await hearAll(world, drop)
    expect(await access(world, account)).toMatchObject({ state: 'ended' })

    await world.travel('10m')
    world.simulator.control.failRefund(refund)
    await hearAll(world, drop)
    const payment = await lastPayment(world, account)
    expect(payment.refunded).toBe(0n)
    expect(await access(world, account)).toMatchObject({ state: 'active' })
    expect(await booksOf(world, account)).toEqual({ ...before, refunds: 0n })
    expect(await ledgerKeys(world, account)).toEqual(
      expect.arrayContaining([`refund:${refund}`, `refund-undone:${refund}`]),
    )
    expect((await owner.get(`/admin/payments/${payment.id}`)).text).toContain('Did not arrive')
    expect((await owner.get('/admin')).text).toContain(`The refund ${refund} of $5.00 did not reach the customer`)
    expect(await mailsTo(world, account)).toContain('Your refund of $5.00 did not arrive')

    await world.travel('1m')
    await refundFromHere(account)
    await hearAll(world, drop)
    expect((await lastPayment(world, account)).refunded).toBe(500n)
    expect(await openAlerts(world, refund)).toEqual([])
  })

  test('from Stripe’s own pages, in part: the same, until staff say that it is settled', async () => {
    const owner = await openStaff(world)
    const account = await newBuyer(world)
    await buy(world, account, 'turnpike_basic_month_usd')
    await hearAll(world, drop)
    const { stripe_id: charge, id } = await lastPayment(world, account)
    const refund = String(world.simulator.control.refund(charge, 200)['id'])
    await hearAll(world, drop)
    expect((await lastPayment(world, account)).refunded).toBe(200n)
    world.simulator.control.failRefund(refund)
    await hearAll(world, drop)
    expect((await lastPayment(world, account)).refunded).toBe(0n)
    expect((await owner.get(`/admin/payments/${id}`)).text).toContain('Made on Stripe’s own pages')

    const [alert] = await openAlerts(world, refund)
    if (!alert) throw new Error('staff are not told')
    await owner.submit('/admin', `/admin/alerts/${alert.id}/acknowledgement`)
    expect(await openAlerts(world, refund)).toEqual([])
    world.simulator.control.refund(charge, 100) // more news of the same customer does not open it again
    await hearAll(world, drop)
    expect(await openAlerts(world, refund)).toEqual([])
    const { alerts } = await exportAll(world.app, null)
    const told = alerts.filter(({ kind, subject }) => kind === 'refund-failed' && subject.endsWith(refund))
    expect(told.map(({ resolved }) => resolved !== null)).toEqual([true])
  })
})

test('what was refunded elsewhere first is refused by Stripe, and known here at once', async () => {
  const world = await createWorld()
  try {
    world.simulator.control.setWebhooks({ drop: 1 })
    const account = await newBuyer(world)
    const account2 = await newBuyer(world)
    await buy(world, account, 'turnpike_basic_month_usd')
    await buy(world, account2, 'turnpike_basic_month_usd')
    await hearAll(world, true)
    const { id: payment, stripe_id: charge } = await lastPayment(world, account)
    world.simulator.control.refund(charge) // nobody tells us
    const asked = { payment, amount: null, reason: 'Asked for it', intent: newSecret(), actor: 'command-line' }
    const { state, failure } = await refundPayment(world.app, asked)
    expect(state).toBe('failed')
    expect(failure).toContain('already been refunded')
    expect((await lastPayment(world, account)).refunded).toBe(500n)
    expect((await lastPayment(world, account2)).refunded).toBe(0n)
    expect(await access(world, account)).toMatchObject({ state: 'ended' })
    await expect(refundPayment(world.app, { ...asked, intent: newSecret() })).rejects.toThrow('refunded already')
  } finally {
    await world.close()
  }
})

async function openAlerts({ app }: World, refund: string) {
  const rows = await app.db.selectFrom('alerts').select(['id', 'subject']).where('resolved_at', 'is', null).execute()
  return rows.filter(({ subject }) => subject.includes(refund))
}

async function ledgerKeys({ app }: World, account: string): Promise<string[]> {
  const rows = await app.db.selectFrom('ledger_transactions').select('key').where('account_id', '=', account).execute()
  return rows.map((row) => row.key)
}

async function mailsTo({ app }: World, account: string): Promise<string[]> {
  const rows = await app.db.selectFrom('mails').select('subject').where('account_id', '=', account).execute()
  return rows.map((row) => row.subject)
}
