// Another e-mail address: confirmed by the new mailbox, told to the old one, and taken back from there.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCustomer } from '../../src/accounts/create-customer.ts'
import { listOffers } from '../../src/billing/plans.ts'
import { buy } from '../support/buyer.ts'
import { addPasskey, softwarePasskey } from '../support/passkey.ts'
import { enrolClient } from '../support/second-factor.ts'
import { until } from '../support/until.ts'
import { formOf, openClient } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'
import { mailsWritten, tokenIn } from '../support/mails.ts'

const PASSWORD = 'correct horse battery staple'
let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

let count = 0
async function someone(verified = true) {
  const email = `move-${++count}@example.com`
  const { account } = await createCustomer(world.app, { email, password: PASSWORD, verified })
  const client = openClient(world.url)
  await client.submit('/log-in', '/log-in', { email, password: PASSWORD })
  return { email, account, client, fresh: `new-${count}@example.com` }
}
type Client = ReturnType<typeof openClient>
const ask = (client: Client, email: string, password = PASSWORD) =>
  client.submit('/account/email', '/account/email', { email, password })
const mailsTo = (address: string) => mailsWritten(world.app, { to: address })
const linkFor = async (address: string, page: '/email-change' | '/email-change/undo') =>
  `${page}?token=${tokenIn(await mailsTo(address), page)}`
const press = (link: string, client = openClient(world.url)) => client.submit(link, link.split('?')[0] ?? '')
const emailOf = async (account: string) =>
  (await world.app.db.selectFrom('accounts').selectAll().where('id', '=', account).executeTakeFirstOrThrow()).email
const enter = (email: string, password = PASSWORD) =>
  openClient(world.url).submit('/log-in', '/log-in', { email, password })

test('the new mailbox confirms, Stripe learns it, and the old one learns of it with a way back', async () => {
  const { client, email, account, fresh } = await someone()
  const [offer] = (await listOffers(world.app.db)).filter((one) => one.forSale && one.interval === 'month')
  await buy(world, account, offer?.lookupKey ?? '')
  expect((await ask(client, fresh)).text).toContain(fresh)
  const link = await linkFor(fresh, '/email-change')
  await client.get(link)
  expect(await emailOf(account), 'opening the link, as a scanner does, changes nothing').toBe(email)
  expect((await press(link)).path).toBe('/log-in')
  expect(await emailOf(account)).toBe(fresh)
  expect((await client.get('/account')).text).toContain(fresh)
  expect((await enter(fresh)).path).toBe('/dashboard')
  expect((await enter(email)).status).toBe(422)
  expect((await mailsTo(email)).at(-1)?.subject).toContain('was changed')
  expect((await press(link)).status, 'once').toBe(410)
  const customer = await world.app.db
    .selectFrom('stripe_customers')
    .select('id')
    .where('account_id', '=', account)
    .executeTakeFirstOrThrow()
  await until('Stripe has the new address', async () => {
    const answer = await fetch(`${world.app.simulator?.apiBase}/v1/customers/${customer.id}`, {
      headers: { authorization: world.stripeKey },
    })
    return ((await answer.json()) as { email?: string }).email === fresh // the simulator's own answer
  })
})

test('it asks for the password, and for the second factor where one is on', async () => {
  const { client, account, email, fresh } = await someone()
  expect((await ask(client, fresh, 'wrong wrong wrong')).status).toBe(422)
  expect((await ask(client, 'no address')).status).toBe(422)
  expect((await ask(client, email)).status).toBe(422)
  const app = await enrolClient(world, client)
  await world.travel('6m')
  const csrf = formOf((await client.get('/account')).text, '/log-out') ?? {}
  expect((await client.post('/account/email', { ...csrf, email: fresh, password: PASSWORD })).path).toBe('/step-up')
  expect(await mailsTo(fresh)).toEqual([])
  await client.submit('/step-up?next=/account/email', '/step-up', { code: app.code() })
  await ask(client, fresh)
  await press(await linkFor(fresh, '/email-change'))
  expect(await emailOf(account)).toBe(fresh)
})

test('the answer does not tell whether the address is taken; its owner learns it', async () => {
  const { client, account, email, fresh } = await someone()
  const other = await someone()
  const stable = (text: string, address: string) =>
    text.replaceAll(/name="csrf" value="[^"]*"/g, '').replaceAll(address, '')
  const free = await ask(client, fresh)
  const taken = await ask(client, other.email.toUpperCase())
  expect(taken.status).toBe(free.status)
  expect(stable(taken.text, other.email.toUpperCase())).toBe(stable(free.text, fresh))
  expect((await mailsTo(other.email)).at(-1)?.subject).toBe('This address already has an account')
  expect((await press(await linkFor(fresh, '/email-change'))).status, 'the newest request counts').toBe(410)
  expect(await emailOf(account)).toBe(email)
})

test('two accounts that want one address: one gets it, and a link runs out after a day', async () => {
  const [ana, ben] = [await someone(), await someone()]
  await ask(ana.client, ana.fresh)
  const first = await linkFor(ana.fresh, '/email-change')
  await ask(ben.client, ana.fresh.replace('new', 'NEW'))
  const second = await linkFor(ana.fresh.replace('new', 'NEW'), '/email-change')
  const answers = await Promise.all([first, second].map((link) => press(link)))
  expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([200, 409])
  const late = await someone()
  await ask(late.client, late.fresh)
  await world.travel('25h')
  expect((await press(await linkFor(late.fresh, '/email-change'))).status).toBe(410)
})

test('six requests in an hour are one too many', async () => {
  const { client, fresh } = await someone()
  const statuses: number[] = []
  for (let i = 0; i < 6; i++) statuses.push((await ask(client, `${i}${fresh}`)).status)
  expect(statuses).toEqual([200, 200, 200, 200, 200, 429])
})

test('the old mailbox takes it back: address, password, sessions, and what was set up by the other', async () => {
  const { client, account, email, fresh } = await someone()
  await addPasskey(client, softwarePasskey(world.url))
  await ask(client, fresh)
  await press(await linkFor(fresh, '/email-change'))
  await ask(client, `second-${fresh}`)
  await press(await linkFor(`second-${fresh}`, '/email-change'))
  await enter(email.toUpperCase())
  await openClient(world.url).submit('/sign-up', '/sign-up', { email, password: 'another long password' })
  await world.travel('6d')

  const owner = openClient(world.url)
  const link = await linkFor(email, '/email-change/undo')
  const led = await press(link, owner)
  expect(led).toMatchObject({ status: 200, path: '/reset-password/new' })
  expect(await emailOf(account), 'though somebody opened an account for it meanwhile').toBe(email)
  expect((await client.get('/account')).path, 'every session has ended').toBe('/log-in')
  expect((await enter(email)).status, 'the old password opens nothing').toBe(422)
  expect((await press(link)).status, 'once').toBe(410)
  expect((await press(await linkFor(fresh, '/email-change/undo'))).status, 'the way back of the other is shut').toBe(
    410,
  )
  const left = world.app.db.selectFrom('passkeys').select('id').where('account_id', '=', account)
  expect(await left.execute()).toEqual([])

  const token = formOf(led.text, '/reset-password/new') ?? {}
  await owner.post('/reset-password/new', { ...token, password: 'eleven paper boats float' })
  expect((await enter(email, 'eleven paper boats float')).path).toBe('/dashboard')
})

test('the way back ends after seven days, and an address that was never confirmed has none', async () => {
  const { client, email, fresh } = await someone()
  await ask(client, fresh)
  await press(await linkFor(fresh, '/email-change'))
  await world.travel('169h')
  expect((await press(await linkFor(email, '/email-change/undo'))).status).toBe(410)
  const wrong = await someone(false)
  await ask(wrong.client, wrong.fresh)
  await press(await linkFor(wrong.fresh, '/email-change'))
  expect(await mailsTo(wrong.email)).toEqual([])
  expect((await enter(wrong.fresh)).path).toBe('/dashboard')
})

test('a new password ends a change of address that somebody asked for before', async () => {
  const { client, account, email, fresh } = await someone()
  await ask(client, fresh)
  const link = await linkFor(fresh, '/email-change')
  const next = 'another battery staple, longer'
  await client.submit('/account', '/account/password', { current: PASSWORD, password: next })
  expect((await enter(email, next)).path, 'the password was changed').toBe('/dashboard')
  expect((await press(link)).status).toBe(410)
  expect(await emailOf(account)).toBe(email)
})

test('who took the account over cannot close the older mailbox’s way back by his own', async () => {
  const { client, account, email, fresh } = await someone()
  await ask(client, fresh)
  await press(await linkFor(fresh, '/email-change'))
  await ask(client, `again-${fresh}`)
  await press(await linkFor(`again-${fresh}`, '/email-change'))
  await press(await linkFor(fresh, '/email-change/undo'))
  expect(await emailOf(account)).toBe(fresh)
  expect((await press(await linkFor(email, '/email-change/undo'))).status).toBe(200)
  expect(await emailOf(account)).toBe(email)
})
