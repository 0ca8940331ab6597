// Tickets from both sides: asked, answered, noted, closed; what is not one's own, and what people type, does no harm.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCustomer } from '../../src/accounts/create-customer.ts'
import { changeRole } from '../../src/accounts/change-role.ts'
import { mailsWritten } from '../support/mails.ts'
import { newStaff, openStaff } from '../support/staff.ts'
import { formOf, openClient } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'

const password = 'correct horse battery staple'
let world: World
let owner: Awaited<ReturnType<typeof openStaff>>
beforeAll(async () => {
  world = await createWorld()
  owner = await openStaff(world)
})
afterAll(() => world.close())

let count = 0
async function someone() {
  const email = `asks-${++count}@example.com`
  await createCustomer(world.app, { email, password, verified: true })
  const client = openClient(world.url)
  await client.submit('/log-in', '/log-in', { email, password })
  const ask = (subject: string, text: string) => client.submit('/tickets', '/tickets', { subject, text })
  return { client, email, ask }
}
const mailsTo = (email: string) => mailsWritten(world.app, { to: email })
const stateOf = async (path: string) =>
  (
    await world.app.db
      .selectFrom('tickets')
      .selectAll()
      .where('id', '=', path.split('/')[2] ?? '')
      .executeTakeFirstOrThrow()
  ).state

test('asked, answered by mail, settled, and opened again by a reply', async () => {
  const { client, email, ask } = await someone()
  const asked = await ask('It is slow', 'Since Monday.\nPlease look.')
  expect(asked.path).toMatch(/^\/tickets\/tkt_/)
  const desk = `/admin${asked.path}`
  expect((await owner.get('/admin/tickets')).text).toContain('It is slow')
  const told = await world.app.db.selectFrom('mails').selectAll().where('subject', '=', 'Ticket: It is slow').execute()
  expect(told).toHaveLength(1)

  await owner.submit(desk, `${desk}/messages`, { kind: 'note', text: 'a word among staff' })
  await owner.submit(desk, `${desk}/messages`, { kind: 'staff', text: 'Try the other node.' })
  const read = await client.get(asked.path)
  expect(read.text).toContain('Try the other node.')
  expect(read.text).not.toContain('a word among staff')
  const mails = await mailsTo(email)
  expect(mails.filter(({ subject }) => subject === 'Answer: It is slow')).toHaveLength(1)
  expect(JSON.stringify(mails)).not.toContain('a word among staff')
  expect(await stateOf(asked.path)).toBe('answered')
  const { account_id } = await world.app.db
    .selectFrom('tickets')
    .select('account_id')
    .where('subject', '=', 'It is slow')
    .executeTakeFirstOrThrow()
  const card = await owner.get(`/admin/customers/${account_id}`)
  expect(card.text).toContain(`href="${desk}"`)
  for (const words of ['Wrote to support', 'Support answered']) expect(card.text).toContain(words)

  await client.submit(asked.path, `${asked.path}/closure`)
  expect(await stateOf(asked.path)).toBe('closed')
  await client.submit(asked.path, `${asked.path}/replies`, { text: 'Slow again.' })
  expect(await stateOf(asked.path)).toBe('open')
})

test('who handles it is staff, and stands in the audit', async () => {
  const { ask, email } = await someone()
  const { path } = await ask('Mine', 'text')
  const handling = { state: 'open', priority: 'high' }
  const all = await world.app.db.selectFrom('accounts').select(['id', 'email', 'role']).execute()
  const customer = all.find((one) => one.email === email)?.id ?? ''
  const staff = all.find((one) => one.role === 'owner')?.id ?? ''
  const handle = (assignee: string) =>
    owner.submit(`/admin${path}`, `/admin${path}/handling`, { ...handling, assignee })
  expect((await handle(customer)).status).toBe(422)
  expect((await handle(staff)).text).toContain('The ticket is changed.')
  const rows = await world.app.db.selectFrom('audit').selectAll().where('action', '=', 'ticket.handle').execute()
  expect(rows).toHaveLength(1)
})

test('what stood with somebody who works here no longer is nobody’s, and is found so', async () => {
  const { ask } = await someone()
  const { path } = await ask('Left behind', 'text')
  const { account: leaver } = await newStaff(world, 'support', { email: 'leaver@example.com', password })
  const handling = { state: 'open', priority: 'normal', assignee: leaver }
  await owner.submit(`/admin${path}`, `/admin${path}/handling`, handling)
  const unassigned = async () => (await owner.get('/admin/tickets?assignee=none')).text.includes(path)
  expect(await unassigned()).toBe(false)
  await changeRole(world.app, { account: leaver, wish: { act: 'take' }, actor: 'command-line' })
  expect(await unassigned()).toBe(true)
  expect((await owner.get(`/admin${path}`)).text, 'the choice falls back to nobody').not.toContain(`value="${leaver}"`)
})

test('five at a time, also when twenty are asked at once', async () => {
  const { client } = await someone()
  const form = formOf((await client.get('/tickets')).text, '/tickets') ?? {}
  const all = await Promise.all(
    Array.from({ length: 20 }, (_, at) => client.post('/tickets', { ...form, subject: `no ${at}`, text: 'x' })),
  )
  expect(all.filter(({ path }) => path.startsWith('/tickets/'))).toHaveLength(5)
  expect(all.filter(({ status }) => status === 409)).toHaveLength(15)
})

test('35, 46: another’s is not there, and what is typed stays text', async () => {
  const [ana, ben] = [await someone(), await someone()]
  const script = `<script>alert(1)</script>" onload='x' https://evil.example.com`
  const { path, text } = await ana.ask(`${script}\r\nBcc: x@example.com`, `${script}\u202Eabc`)
  expect(text).not.toContain('<script>alert')
  expect(text).not.toContain('href="https://evil')
  expect(text).not.toContain('\u202E')
  expect((await owner.get(`/admin${path}`)).text).not.toContain('<script>alert')
  const subjects = (await world.app.db.selectFrom('mails').select('subject').execute()).map(({ subject }) => subject)
  expect(subjects.join('')).not.toMatch(/[\r\n]/)
  expect((await ben.client.get(path)).status).toBe(404)
  expect((await ana.ask('a', 'x'.repeat(10_001))).status).toBe(422)
  expect((await ana.ask('a'.repeat(121), 'x')).status).toBe(422)
  expect((await ana.ask('a', 'a\0b')).status).toBe(400)
  expect((await ana.ask('a', 'a\u0007b')).status).toBe(422)
})

test('a reply and closing at once end in one of the two states, and no message is lost', async () => {
  const { client, ask } = await someone()
  const { path, text } = await ask('Both', 'text')
  const form = formOf(text, `${path}/replies`) ?? {}
  await Promise.all([
    ...Array.from({ length: 5 }, (_, at) => client.post(`${path}/replies`, { ...form, text: `reply ${at}` })),
    client.post(`${path}/closure`, form),
  ])
  const read = await client.get(path)
  for (let at = 0; at < 5; at++) expect(read.text).toContain(`reply ${at}`)
  expect(['open', 'closed']).toContain(await stateOf(path))
})
