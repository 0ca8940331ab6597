// An account that was deleted stays deleted: whatever Stripe says later, whatever was under way, and whoever signs up again.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createCustomer } from '../../src/accounts/create-customer.ts'
import { createOwner } from '../../src/accounts/owner.ts'
import { createSession } from '../../src/accounts/session.ts'
import { accrue } from '../../src/affiliates/accrue.ts'
import { savePayoutDetails } from '../../src/affiliates/join.ts'
import { markPaid, payOut } from '../../src/affiliates/pay-out.ts'
import { changePlan } from '../../src/billing/change-plan.ts'
import { startCheckout } from '../../src/billing/checkout.ts'
import { extendAccess, grantAccess } from '../../src/billing/grant.ts'
import { refundPayment } from '../../src/billing/refund.ts'
import { shopperFacts } from '../../src/billing/shopper.ts'
import { sweep } from '../../src/billing/sweep.ts'
import { syncAccount } from '../../src/billing/sync-customer.ts'
import { newSecret } from '../../src/lib/token.ts'
import { closeAccount } from '../../src/ops/close-account.ts'
import { checkInvariants } from '../../src/ops/invariants.ts'
import { previewDeletion } from '../../src/ops/own-account.ts'
import { exportAll } from '../../src/ops/export.ts'
import { openTicket } from '../../src/support/tickets.ts'
import { comeBy, newAffiliate } from '../support/affiliates.ts'
import { buy, lastPayment, newBuyer, sessionIn, subscriber } from '../support/buyer.ts'
import { deletionsIn } from '../support/deletion.ts'
import { stripeCall } from '../support/stripe-side.ts'
import { until } from '../support/until.ts'
import { createWorld, type World } from '../support/world.ts'

const PASSWORD = 'correct horse battery staple'

let world: World
beforeAll(async () => {
  world = await createWorld()
}, 60_000)
afterAll(() => world.close())

const { asksToDelete, firstHalf, closed, emailOf, statusAtStripe } = deletionsIn(() => world)

describe('what comes later', () => {
  test('events of the deleted customer bring nothing back and mail nobody', async () => {
    const account = await subscriber(world)
    await asksToDelete(account)
    await closed(account)
    await world.settled()
    const before = await world.app.db.selectFrom('mails').select('id').execute()
    await refundPayment(world.app, {
      payment: (await lastPayment(world, account)).id,
      amount: null,
      reason: 'Asked for',
      intent: newSecret(),
      actor: 'command-line',
    })
    await world.settled()
    await sweep(world.app)
    await syncAccount(world.app, account)
    await world.settled()
    expect((await lastPayment(world, account)).refunded).toBe(500n)
    expect(await world.app.db.selectFrom('mails').select('id').execute()).toHaveLength(before.length)
    expect(await emailOf(account)).toBe(`${account}@deleted.invalid`)
    expect((await exportAll(world.app, account)).accounts).toMatchObject([{ access: { state: 'ended' } }])
  })

  test('a page of Stripe that was open is closed; money that comes all the same ends at once, and staff are told', async () => {
    const account = await newBuyer(world)
    const session = sessionIn(await startCheckout(world.app, account, 'turnpike_basic_month_usd'))
    await firstHalf(account)
    await world.travel('5s')
    world.simulator.control.completeCheckout(session, 'pm_card_visa') // before the job could close it
    await world.settled()
    await closed(account)
    await until('it is ended', async () => (await statusAtStripe(account)) === 'canceled')
    const told = world.app.db.selectFrom('alerts').select('kind').where('detail', 'like', `%${account}%`)
    await until('staff are told', async () => (await told.execute()).some(({ kind }) => kind === 'paid-after-deletion'))

    const other = await newBuyer(world)
    const open = sessionIn(await startCheckout(world.app, other, 'turnpike_basic_month_usd'))
    await asksToDelete(other)
    await closed(other)
    expect(await stripeCall(world, `/v1/checkout/sessions/${open}`)).toMatchObject({ status: 'expired' })
  })

  test('nothing can be made again for a deleted account: the database refuses', async () => {
    const { app } = world
    const account = await newBuyer(world)
    await asksToDelete(account)
    await expect(createSession(app.db, app.clock, { id: account, role: 'customer' })).rejects.toThrow(/is deleted/)
    await expect(openTicket(app, account, { subject: 'x', text: 'y' })).rejects.toThrow(/is deleted/)
    await expect(startCheckout(app, account, 'turnpike_basic_month_usd')).rejects.toMatchObject({ name: 'Refusal' })
  })

  test('sessions that are made in the same moment are gone as well', async () => {
    const { app } = world
    const account = await newBuyer(world)
    const attempts = Array.from({ length: 49 }, () =>
      createSession(app.db, app.clock, { id: account, role: 'customer' }),
    )
    await Promise.allSettled([...attempts, asksToDelete(account)])
    const left = await app.db.selectFrom('sessions').select('id_hash').where('account_id', '=', account).execute()
    expect(left).toEqual([])
  })
})

test('what a link earned and no payout has reached is given up; a payout that was made is still sent, and forgets where to', async () => {
  const { app } = world
  const { account, code } = await newAffiliate(world)
  await savePayoutDetails(app, account, 'IBAN of a marker')
  const brings = async () => buy(world, (await comeBy(world, [`/?via=${code}`])).account, 'turnpike_pro_year_usd')
  await brings()
  await world.travel('31d')
  await payOut(app, 'command-line')
  await brings()
  await accrue(app)
  const session = { account, role: 'customer' } as const
  expect((await previewDeletion(app, session)).givenUp).toEqual([{ amount: 2000n, currency: 'usd' }])

  await asksToDelete(account)
  await closed(account)
  const payouts = () => app.db.selectFrom('payouts').selectAll().where('affiliate_id', '=', account).execute()
  const [made] = await payouts()
  expect(made).toMatchObject({ amount: 2000n, paid_at: null, details: 'IBAN of a marker' })
  await markPaid(app, { payout: made?.id ?? '', reference: 'SEPA 1', actor: 'command-line' })
  expect(await payouts()).toMatchObject([{ reference: 'SEPA 1', details: '' }])
  await world.travel('31d')
  await expect(payOut(app, 'command-line')).rejects.toThrow('Nothing is due')
  await comeBy(world, [`/?via=${code}`])
  await accrue(app)
  const brought = app.db.selectFrom('attributions').select('account_id').where('affiliate_id', '=', account)
  expect(await brought.execute()).toHaveLength(2)
  const checks = await checkInvariants({ ...app, anchors: null })
  expect(checks.filter(({ ok }) => !ok)).toEqual([])
})

test('staff can give it no time', async () => {
  const account = await newBuyer(world)
  await asksToDelete(account)
  const wish = { account, days: 3, reason: 'Sorry', intent: newSecret(), actor: 'command-line', by: 'owner' as const }
  await expect(grantAccess(world.app, { ...wish, plan: 'pro' })).rejects.toMatchObject({ code: 'conflict' })
  await expect(extendAccess(world.app, wish)).rejects.toMatchObject({ code: 'conflict' })
  expect((await exportAll(world.app, account)).accounts).toMatchObject([{ access: { state: 'none' } }])
})

test('a trial stays once per person, by the mailbox alone', async () => {
  await changePlan(world.app, 'command-line', 'pro', { trialDays: 14 })
  const make = async (email: string) =>
    (await createCustomer(world.app, { email, password: PASSWORD, verified: true })).account
  const account = await make('e.mma@gmail.com')
  world.simulator.control.completeCheckout(
    sessionIn(await startCheckout(world.app, account, 'turnpike_pro_month_usd')),
    'pm_card_visa',
  )
  await world.settled()
  await asksToDelete(account)
  await closed(account)
  const again = await make('emma+new@gmail.com')
  expect((await shopperFacts(world.app, again)).mayTry).toBe(false)
  expect((await shopperFacts(world.app, await make('frida@example.com'))).mayTry).toBe(true)
})

test('the only owner stays; one of two goes, and is nobody of the staff any more', async () => {
  const own = await createWorld()
  try {
    const make = async (email: string) => (await createOwner(own.app, { email, password: PASSWORD })).account
    const first = await make('first@example.com')
    const asks = (account: string) => closeAccount(own.app, { account, actor: account })
    await expect(asks(first)).rejects.toMatchObject({ code: 'conflict' })
    const second = await make('second@example.com')
    const results = await Promise.allSettled([asks(first), asks(second)])
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const owners = await own.app.db.selectFrom('accounts').select('id').where('role', '=', 'owner').execute()
    expect(owners).toHaveLength(1)
  } finally {
    await own.close()
  }
})
