// Answers that staff keep ready: made, put into a reply without losing what was typed, changed, removed.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCustomer } from '../../src/accounts/create-customer.ts'
import { openTicket } from '../../src/support/tickets.ts'
import { openStaff } from '../support/staff.ts'
import { createWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const page = '/admin/answers'

test('support makes, uses, changes and removes one; each change stands in the audit', async () => {
  const { app } = world
  const desk = await openStaff(world, 'support')
  const email = 'asks@example.com'
  const { account } = await createCustomer(app, { email, password: 'correct horse battery staple', verified: true })
  const ticket = await openTicket(app, account, { subject: 'Slow', text: 'It is slow.' })
  const answer = { name: 'Slow <b>', text: 'Hello {email}, with {plan} <script>alert(1)</script> try another.' }
  expect((await desk.submit(page, page, answer)).text).toContain('The answer is kept.')
  expect((await desk.submit(page, page, answer)).status).toBe(409)
  expect((await desk.submit(page, page, { name: 'x', text: '{password}' })).status).toBe(422)
  const { id } = await app.db.selectFrom('canned_answers').select('id').executeTakeFirstOrThrow()

  const at = `/admin/tickets/${ticket.id}`
  const put = await desk.submit(at, `${at}/messages`, { kind: 'insert', answer: id, text: 'Typed before.' })
  expect(put.status).toBe(200)
  expect(put.text).toContain(`Typed before.\n\nHello ${email}, with no plan &lt;script>`)
  const absent = await desk.submit(at, `${at}/messages`, { kind: 'insert', answer: 'ans_none', text: 'Typed before.' })
  expect(absent.status).toBe(404)
  expect(absent.text).toContain('Typed before.')
  expect(await app.db.selectFrom('ticket_messages').select('id').where('kind', '=', 'staff').execute()).toEqual([])

  await desk.submit(`${page}/${id}`, `${page}/${id}`, { name: 'Slower', text: 'Better.' })
  expect((await desk.get(page)).text).toContain('Better.')
  expect((await desk.submit(`${page}/${id}`, `${page}/${id}/removal`)).text).toContain('The answer is removed.')
  expect((await desk.get(`${page}/${id}`)).status).toBe(404)
  const rows = await app.db.selectFrom('audit').select('action').where('subject', '=', id).orderBy('id').execute()
  expect(rows.map(({ action }) => action)).toEqual([
    'canned-answer.make',
    'canned-answer.change',
    'canned-answer.remove',
  ])
})

test('of fifty that make one name at once one does', async () => {
  const desk = await openStaff(world)
  const form = await desk.get(page)
  const csrf = /name="csrf" value="([^"]*)"/.exec(form.text)?.[1] ?? ''
  const all = await Promise.all(Array.from({ length: 50 }, () => desk.post(page, { csrf, name: 'Same', text: 'x' })))
  expect(all.filter(({ status }) => status === 409)).toHaveLength(49)
})
