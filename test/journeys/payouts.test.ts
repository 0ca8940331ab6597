// What affiliates are paid: after the hold, at least the minimum, each entry once, less what went back meanwhile; by the owner alone.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accrue } from '../../src/affiliates/accrue.ts'
import { joinAffiliates, savePayoutDetails } from '../../src/affiliates/join.ts'
import { payOut } from '../../src/affiliates/pay-out.ts'
import { suspendAffiliate } from '../../src/affiliates/suspend.ts'
import { createCustomer } from '../../src/accounts/create-customer.ts'
import { checkInvariants } from '../../src/ops/invariants.ts'
import { readConfig } from '../../src/config.ts'
import { booked, codeOf, comeBy, commissionsOf, entriesOf, newAffiliate } from '../support/affiliates.ts'
import { buy, lastCharge } from '../support/buyer.ts'
import { openStaff } from '../support/staff.ts'
import { formOf, openClient } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'
import { mailsWritten } from '../support/mails.ts'

const YEAR = 'turnpike_pro_year_usd' // $100.00: the commission is $20.00, which is the minimum
const PASSWORD = 'correct horse battery staple'
let world: World
beforeAll(async () => {
  world = await createWorld()
}, 60_000)
afterAll(() => world.close())

async function brings(code: string): Promise<string> {
  const customer = await comeBy(world, [`/?via=${code}`])
  await buy(world, customer.account, YEAR)
  return lastCharge(world, customer.account)
}

const payoutsOf = (affiliate: string) =>
  world.app.db.selectFrom('payouts').selectAll().where('affiliate_id', '=', affiliate).orderBy('created_at').execute()

async function broken(): Promise<string[]> {
  const checks = await checkInvariants({ ...world.app, anchors: null })
  return checks.filter((check) => !check.ok).flatMap((check) => [check.id, ...check.detail])
}

test('the whole life: on hold, payable, paid, refunded, taken off the next payout', async () => {
  const { account, code } = await newAffiliate(world)
  const first = await brings(code)
  expect(await commissionsOf(world, account)).toMatchObject([{ state: 'held' }])
  await expect(payOut(world.app, 'command-line')).rejects.toThrow('Nothing is due')
  await world.travel('30d')
  expect(await commissionsOf(world, account)).toMatchObject([{ state: 'payable' }])

  const owner = await openStaff(world)
  const made = await owner.submit('/admin/affiliates', '/admin/affiliates/payouts')
  expect(made.path).toMatch(/^\/admin\/affiliates\/runs\/run_/)
  const [payout] = await payoutsOf(account)
  expect(payout).toMatchObject({ amount: 2000n, currency: 'usd', paid_at: null })
  const before = await booked(world, 'payouts')
  const action = `/admin/affiliates/payouts/${payout?.id}/payment`
  expect((await owner.submit(made.path, action, { reference: ' ' })).status).toBe(422)
  const form = { ...formOf((await owner.get(made.path)).text, action), reference: 'SEPA 2026-7' }
  const clicks = await Promise.all([owner.post(action, form), owner.post(action, form)])
  expect(new Set(clicks.map((click) => click.status))).toEqual(new Set([200, 409]))
  expect(await booked(world, 'payouts')).toBe(before - 2000n)
  expect(await commissionsOf(world, account)).toMatchObject([{ state: 'paid', paid_out: 2000n }])
  const mails = await world.app.db
    .selectFrom('mails')
    .select('subject')
    .where('account_id', '=', account)
    .where('subject', 'like', '%on its way')
    .execute()
  expect(mails).toEqual([{ subject: 'Your commission of $20.00 is on its way' }])

  world.simulator.control.refund(first)
  await world.settled()
  expect(await commissionsOf(world, account)).toMatchObject([{ amount: 0n, paid_out: 2000n, state: 'payable' }])
  expect(await entriesOf(world, account)).toEqual(['accrual 2000', 'reversal -2000'])
  await expect(payOut(world.app, 'command-line')).rejects.toThrow('Nothing is due')

  await brings(code)
  await world.travel('30d')
  await expect(payOut(world.app, 'command-line')).rejects.toThrow('Nothing is due') // 20 less 20
  await brings(code)
  await world.travel('30d')
  await payOut(world.app, 'command-line')
  expect((await payoutsOf(account)).map(({ amount }) => amount)).toEqual([2000n, 2000n])
  expect(await broken()).toEqual([])
}, 60_000)

test('two runs at once, twenty times: every entry is paid once', async () => {
  const { account, code } = await newAffiliate(world)
  for (let round = 0; round < 20; round++) {
    await brings(code)
    await world.travel('31d')
    const runs = await Promise.allSettled([payOut(world.app, 'a'), payOut(world.app, 'b'), accrue(world.app)])
    expect(runs.filter((run) => run.status === 'fulfilled')).toHaveLength(2) // one of them, and the look
  }
  expect((await payoutsOf(account)).map(({ amount }) => amount)).toEqual(Array.from({ length: 20 }, () => 2000n))
  expect(await broken()).toEqual([])
}, 120_000)

test('a paid entry is never edited, nor paid again, nor a payout changed, by whatever hand', async () => {
  const { account, code } = await newAffiliate(world)
  await brings(code)
  await world.travel('31d')
  await payOut(world.app, 'command-line')
  const [payout] = await payoutsOf(account)
  const id = payout?.id ?? ''
  const entries = world.app.db.updateTable('commission_entries').where('payout_id', '=', id)
  await expect(entries.set({ amount: 1n }).execute()).rejects.toThrow('only go into one payout')
  await expect(entries.set({ payout_id: null }).execute()).rejects.toThrow('only go into one payout')
  await expect(world.app.db.deleteFrom('commission_entries').execute()).rejects.toThrow('permission denied')
  const changed = world.app.db.updateTable('payouts').set({ amount: 1n }).where('id', '=', id).execute()
  await expect(changed).rejects.toThrow('only be marked as paid')
  await brings(code)
  await accrue(world.app)
  const open = world.app.db.updateTable('commission_entries').set({ payout_id: id }).where('payout_id', 'is', null)
  await expect(open.execute()).rejects.toThrow('its entries add up to')
})

test('less than the minimum waits; a suspended affiliate waits; what was taken back on hold is not owed elsewhere', async () => {
  const [small, suspended, mixed] = [await newAffiliate(world), await newAffiliate(world), await newAffiliate(world)]
  const customer = await comeBy(world, [`/?via=${small.code}`])
  await buy(world, customer.account, 'turnpike_basic_year_usd') // $50.00
  await brings(suspended.code)
  await brings(mixed.code)
  await world.travel('20d')
  world.simulator.control.refund(await brings(mixed.code)) // on hold, and gone before it ends
  await world.settled()
  await suspendAffiliate(world.app, { affiliate: suspended.account, actor: 'command-line', reason: 'Spam' })
  await world.travel('11d')
  await payOut(world.app, 'command-line')
  expect(await payoutsOf(small.account)).toEqual([])
  expect(await payoutsOf(suspended.account)).toEqual([])
  expect((await payoutsOf(mixed.account)).map(({ amount }) => amount)).toEqual([2000n])
  await world.travel('30d')
  await accrue(world.app)
  await expect(payOut(world.app, 'command-line')).rejects.toThrow('Nothing is due')
  expect(await broken()).toEqual([])
})

test('the CSV of a run computes nothing when it is opened, and is the owner’s alone, as are all acts', async () => {
  const email = '=cmd+calc@example.com'
  const { account } = await createCustomer(world.app, { email, password: PASSWORD, verified: true })
  await joinAffiliates(world.app, account)
  await savePayoutDetails(world.app, account, '=HYPERLINK("https://evil.example","me")')
  await brings(await codeOf(world, account))
  await world.travel('31d')
  const run = await payOut(world.app, 'command-line')
  const page = `/admin/affiliates/runs/${run}`
  const owner = await openStaff(world)
  const csv = await owner.get(`${page}/payouts.csv`)
  expect(csv.headers.get('content-type')).toContain('text/csv')
  const line = csv.text.split('\r\n').find((one) => one.includes(account)) ?? ''
  expect(line).toContain(`"'=cmd+calc@example.com",${account},20.00,USD,"'=HYPERLINK(""https://evil.example"",""me"")"`)
  expect((await owner.get(page)).text).toContain('HYPERLINK')

  const support = await openStaff(world, 'support')
  const seen = await support.get(page)
  expect(seen.status).toBe(200)
  expect(seen.text).not.toContain('HYPERLINK')
  const card = await support.get(`/admin/affiliates/${account}`)
  expect(card.text).not.toContain('HYPERLINK')
  expect((await support.get(`${page}/payouts.csv`)).status).toBe(403)
  const { csrf = '' } = formOf(seen.text, '/log-out') ?? {}
  const [payout] = await payoutsOf(account)
  const acts = [
    '/admin/affiliates/payouts',
    `/admin/affiliates/payouts/${payout?.id}/payment`,
    `/admin/affiliates/${account}/suspension`,
    `/admin/affiliates/${account}/approval`,
  ]
  const fields = { csrf, reason: 'For fun', reference: 'x', run }
  for (const act of acts) expect((await support.post(act, fields)).status, act).toBe(403)

  const customer = openClient(world.url)
  await customer.submit('/log-in', '/log-in', { email, password: PASSWORD })
  const { csrf: own = '' } = formOf((await customer.get('/affiliate')).text, '/log-out') ?? {}
  for (const act of acts) expect((await customer.post(act, { ...fields, csrf: own })).status, act).toBe(404)
  for (const look of ['/admin/affiliates', page, `${page}/payouts.csv`, `/admin/affiliates/${account}`]) {
    expect((await customer.get(look)).status, look).toBe(404)
  }
  expect((await payoutsOf(account))[0]).toMatchObject({ paid_at: null })

  await world.travel('6m') // the second factor was given too long ago for this
  expect((await owner.submit(page, acts[1] ?? '', { reference: 'SEPA 1' })).path).toBe('/step-up')
  expect((await payoutsOf(account))[0]).toMatchObject({ paid_at: null })
})

test('one’s own page: opt in once, see the link and the sums, say where money goes', async () => {
  const email = `partner-${process.pid}@example.com`
  const { account } = await createCustomer(world.app, { email, password: PASSWORD, verified: true })
  const client = openClient(world.url)
  expect((await client.get('/affiliate')).path).toBe('/log-in')
  await client.submit('/log-in', '/log-in', { email, password: PASSWORD })
  const offered = await client.get('/affiliate')
  expect(offered.text).toContain('20 %')
  const form = formOf(offered.text, '/affiliate') ?? {}
  await Promise.all(Array.from({ length: 20 }, () => client.post('/affiliate', form)))
  const code = await codeOf(world, account)
  expect((await client.get('/affiliate')).text).toContain(`/?via=${code}`)
  await brings(code)
  await accrue(world.app)
  const seen = await client.get('/affiliate')
  expect(seen.text).toMatch(/1<\/strong> sign-up,/)
  expect(seen.text).toContain('$20.00')
  const save = '/affiliate/payout-details'
  expect((await client.submit('/affiliate', save, { details: 'x'.repeat(201) })).status).toBe(422)
  expect((await client.submit('/affiliate', save, { details: 'a\nb' })).status).toBe(422)
  const script = '<script>alert(1)</script>'
  expect((await client.submit('/affiliate', save, { details: script })).text).not.toContain(script)
})

test('where money goes changes after a fresh proof only, and its owner gets a mail', async () => {
  const email = `saver-${process.pid}@example.com`
  const { account } = await createCustomer(world.app, { email, password: PASSWORD, verified: true })
  await joinAffiliates(world.app, account)
  const client = openClient(world.url)
  await client.submit('/log-in', '/log-in', { email, password: PASSWORD })
  const save = (details: string) => client.submit('/affiliate', '/affiliate/payout-details', { details })
  const stored = async () =>
    (await world.app.db.selectFrom('affiliates').selectAll().where('account_id', '=', account).executeTakeFirst())
      ?.payout_details
  const mails = async () =>
    (await mailsWritten(world.app, { to: email }))
      .filter(({ subject }) => subject === 'Where your payouts go was changed')
      .map(({ text }) => text)

  expect((await save('IBAN of mine')).text).toContain('Your payout details are saved')
  expect((await save(' IBAN of mine ')).text).toContain('Your payout details are saved')
  expect(await mails(), 'nothing changed the second time').toHaveLength(1)

  await world.travel('6m')
  expect((await save('IBAN of a thief')).path).toBe('/step-up')
  expect(await stored()).toBe('IBAN of mine')
  const wrong = await client.submit('/step-up?next=/affiliate', '/step-up', { password: 'a guess of a thief' })
  expect(wrong.status).toBe(422)
  expect((await save('IBAN of a thief')).path).toBe('/step-up')
  const proved = await client.submit('/step-up?next=/affiliate', '/step-up', { password: PASSWORD })
  expect(proved.path).toBe('/affiliate')
  await save('Another of mine')
  expect(await stored()).toBe('Another of mine')
  const told = await mails()
  expect(told).toHaveLength(2)
  expect(told.join(''), 'a mail names no account number').not.toMatch(/IBAN|Another/)
  expect(told[1]).toContain('/reset-password')
})

test('a hold shorter than refunds are given is refused at the start, in one line', () => {
  const read = (settings: Record<string, string>) => () => readConfig(settings)
  expect(read({ AFFILIATE_HOLD_DAYS: '14' })).toThrow(
    /^AFFILIATE_HOLD_DAYS: 14 is shorter than REFUND_WINDOW_DAYS \(30\)[^\n]*$/,
  )
  expect(read({ AFFILIATE_HOLD_DAYS: '14', REFUND_WINDOW_DAYS: '14' })).not.toThrow()
  expect(read({ AFFILIATE_RATE: '101' })).toThrow('AFFILIATE_RATE')
  expect(readConfig({ AFFILIATE_RATE: '12.5', AFFILIATE_MINIMUM: '5' }).affiliates).toMatchObject({
    rateBp: 1250,
    minimum: 500n,
  })
})
