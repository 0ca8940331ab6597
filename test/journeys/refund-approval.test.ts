// Money back above the limit of one person: it waits for a second one, is given once however many approve, and cannot be cut into
// pieces or approved by who asked.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createOwner } from '../../src/accounts/owner.ts'
import { approveRefund, denyRefund, withdrawRefund } from '../../src/billing/decide-refund.ts'
import { requestRefund } from '../../src/billing/request-refund.ts'
import { newSecret } from '../../src/lib/token.ts'
import { access, buy, lastPayment, newBuyer } from '../support/buyer.ts'
import { refusals, tally } from '../support/people.ts'
import { openStaff } from '../support/staff.ts'
import { formOf } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'

const PASSWORD = 'correct horse battery staple'
let world: World
let [ana, ben] = ['', '']
beforeAll(async () => {
  world = await createWorld({ REFUND_LIMIT: '12' })
  ana = (await createOwner(world.app, { email: 'ana@example.com', password: PASSWORD })).account
  ben = (await createOwner(world.app, { email: 'ben@example.com', password: PASSWORD })).account
}, 60_000)
afterAll(() => world.close())

async function paid(price = 'turnpike_premium_month_usd') {
  const account = await newBuyer(world)
  await buy(world, account, price)
  const { id: payment, stripe_id: charge } = await lastPayment(world, account)
  return { account, payment, charge }
}

function ask(payment: string, amount: bigint | null, actor = ana, role: 'owner' | 'support' = 'owner') {
  return requestRefund(world.app, { payment, amount, reason: 'Asked for it', intent: newSecret(), actor, role })
}

async function waiting(payment: string, amount: bigint | null = null, actor = ana): Promise<string> {
  const asked = await ask(payment, amount, actor)
  if (asked.kind !== 'waiting') throw new Error('it was given back at once')
  return asked.request.id
}

async function refundsAtStripe(charge: string): Promise<number[]> {
  const answer = await fetch(`${world.simulator.apiBase}/v1/refunds?charge=${charge}&limit=100`, {
    headers: { authorization: world.stripeKey },
  })
  const { data } = (await answer.json()) as { data: { amount: number }[] } // the list of refunds, as Stripe documents it
  return data.map(({ amount }) => amount)
}

test('fifty approvals at once are one refund', async () => {
  const { account, payment, charge } = await paid()
  const request = await waiting(payment)
  expect(await refundsAtStripe(charge)).toEqual([])
  const results = await Promise.allSettled(
    Array.from({ length: 50 }, () => approveRefund(world.app, { request, actor: ben })),
  )
  expect(tally(results)).toBe(50)
  expect(await refundsAtStripe(charge)).toEqual([2000])
  expect(await access(world, account)).toMatchObject({ state: 'ended' })
})

test('approvals, denials and a withdrawal at once: the first word stands, and money follows it', async () => {
  const { payment, charge } = await paid()
  const request = await waiting(payment)
  const results = await Promise.allSettled(
    Array.from({ length: 30 }, (_, at) =>
      at % 3 === 0
        ? denyRefund(world.app, { request, actor: ben })
        : at % 3 === 1
          ? withdrawRefund(world.app, { request, actor: ana })
          : approveRefund(world.app, { request, actor: ben }),
    ),
  )
  const { state } = await world.app.db
    .selectFrom('refund_requests')
    .select('state')
    .where('id', '=', request)
    .executeTakeFirstOrThrow()
  expect(await refundsAtStripe(charge)).toEqual(state === 'approved' ? [2000] : [])
  expect(tally(results)).toBe(10)
  expect(refusals(results, 'conflict')).toBe(20)
})

test('who asked cannot approve, and the database holds that too', async () => {
  const { payment, charge } = await paid()
  const request = await waiting(payment)
  await expect(approveRefund(world.app, { request, actor: ana })).rejects.toThrow('You asked for this refund yourself')
  const byHand = world.app.db
    .updateTable('refund_requests')
    .set({ state: 'denied', decider: ana, decided_at: world.app.clock() })
    .where('id', '=', request)
  await expect(byHand.execute()).rejects.toThrow('check constraint')
  await withdrawRefund(world.app, { request, actor: ana })
  await expect(approveRefund(world.app, { request, actor: ben })).rejects.toThrow('withdrawn already')
  expect(await refundsAtStripe(charge)).toEqual([])
})

test('what waits counts against what is left', async () => {
  const { payment, charge } = await paid()
  const request = await waiting(payment, 1500n)
  await expect(ask(payment, 600n, ben)).rejects.toThrow('At most $5.00')
  await denyRefund(world.app, { request, actor: ben })
  const again = await waiting(payment, 1500n)
  await approveRefund(world.app, { request: again, actor: ben })
  expect(await refundsAtStripe(charge)).toEqual([1500])
})

test('pieces are added up: of one payment, and of one person within a day', async () => {
  const one = await paid()
  const owner = (await createOwner(world.app, { email: 'cut@example.com', password: PASSWORD })).account
  expect(await ask(one.payment, 700n, owner)).toMatchObject({ kind: 'refund' })
  expect(await ask(one.payment, 600n, ben)).toMatchObject({ kind: 'waiting' }) // $13 of one payment, by two people

  const others = await Promise.all([paid(), paid(), paid(), paid()])
  const cut = await Promise.allSettled(others.map(({ payment }) => ask(payment, 300n, owner))) // $7 and four times $3
  const kinds = cut.map((result) => (result.status === 'fulfilled' ? result.value.kind : 'refused'))
  expect(kinds.toSorted()).toEqual(['refund', 'waiting', 'waiting', 'waiting'])
  await world.travel('25h')
  expect(await ask((await paid()).payment, 1200n, owner)).toMatchObject({ kind: 'refund' })
})

test('support asks for any amount and gives nothing back; a double click is one request', async () => {
  const { payment, charge } = await paid()
  const page = `/admin/payments/${payment}`
  const support = await openStaff(world, 'support')
  const form = formOf((await support.get(page)).text, `${page}/refunds`) ?? {}
  const click = () => support.post(`${page}/refunds`, { ...form, amount: '1.00', reason: 'Slow for a week' })
  await Promise.all([click(), click()])
  const rows = await world.app.db
    .selectFrom('refund_requests')
    .select(['id', 'state'])
    .where('charge_id', '=', charge)
    .execute()
  expect(rows).toMatchObject([{ state: 'waiting' }])
  const approval = `/admin/refund-requests/${rows[0]?.id}/approval`
  expect(formOf((await support.get('/admin/refund-requests')).text, approval)).toBeNull()
  const { csrf = '' } = formOf((await support.get(page)).text, '/log-out') ?? {}
  expect((await support.post(approval, { csrf })).status).toBe(403)

  const owner = await openStaff(world)
  expect((await owner.get('/admin')).text).toContain('A refund of $1.00 waits for an owner')
  await world.travel('6m')
  expect((await owner.submit('/admin/refund-requests', approval)).path).toBe('/step-up') // the code was given too long ago
  expect(await refundsAtStripe(charge)).toEqual([])
  const fresh = await openStaff(world)
  expect((await fresh.submit('/admin/refund-requests', approval)).text).toContain('The money is on its way back')
  expect(await refundsAtStripe(charge)).toEqual([100])
  expect((await owner.get('/admin')).text).not.toContain('A refund of $1.00 waits for an owner')
})

test('the only owner is told which setting stands in the way; 0 switches it off', async () => {
  for (const [limit, outcome] of [
    ['12', 'REFUND_LIMIT'],
    ['0', 'The money is on its way back'],
  ]) {
    const alone = await createWorld({ REFUND_LIMIT: limit ?? '' })
    try {
      const account = await newBuyer(alone)
      await buy(alone, account, 'turnpike_premium_month_usd')
      const page = `/admin/payments/${(await lastPayment(alone, account)).id}`
      const owner = await openStaff(alone)
      const { text } = await owner.submit(page, `${page}/refunds`, { amount: '', reason: 'Asked for it' })
      expect(text).toContain(outcome)
    } finally {
      await alone.close()
    }
  }
})
