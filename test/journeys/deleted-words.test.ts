// What a customer wrote, and what was written of him elsewhere, when the account is deleted: in mails to staff, in notices of Stripe.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCustomer } from '../../src/accounts/create-customer.ts'
import { createOwner } from '../../src/accounts/owner.ts'
import { closeAccount } from '../../src/ops/close-account.ts'
import { writeInTicket } from '../../src/support/handle-ticket.ts'
import { openTicket } from '../../src/support/tickets.ts'
import { createWorld, type World } from '../support/world.ts'

const password = 'correct horse battery staple'
let world: World
let owner: string
beforeAll(async () => {
  world = await createWorld()
  owner = (await createOwner(world.app, { email: 'owner@shop.example', password })).account
}, 60_000)
afterAll(() => world.close())

const mails = () => world.app.db.selectFrom('mails').selectAll().orderBy('created_at').execute()

test('mails that told staff what he wrote are empty, those of another’s ticket are not', async () => {
  const { app } = world
  const asks = async (email: string, name: string) => {
    const { account } = await createCustomer(app, { email, password, verified: true })
    const { id } = await openTicket(app, account, { subject: `${name} of 5 Main St`, text: `I am ${name} and ill.` })
    await writeInTicket(app, owner, id, { kind: 'staff', text: `Dear ${name}` })
    return account
  }
  const ana = await asks('ana@example.com', 'Ana Secret')
  await asks('ben@example.com', 'Ben Secret')
  const told = JSON.stringify(await mails())
  expect(told).toContain('"subject":"Ticket: Ana Secret of 5 Main St"')
  await closeAccount(app, { account: ana, actor: ana })
  const left = await mails()
  expect(JSON.stringify(left)).not.toContain('Ana Secret')
  expect(left.filter(({ subject, to_address: to }) => subject.includes('Ben Secret') && to !== '')).toHaveLength(2)
  expect((await sql`select from mails where subject = '' and account_id = ${owner}`.execute(app.db)).rows).toHaveLength(
    1,
  )
})

test('notices of Stripe have no text any more, also those that failed', async () => {
  const { app } = world
  const { account } = await createCustomer(app, { email: 'cleo@example.com', password, verified: true })
  await sql`insert into stripe_customers (id, account_id) values ('cus_cleo', ${account})`.execute(app.db)
  const at = app.clock()
  const notice = { type: 'x', customer: 'cus_cleo', created: at, received_at: at, body: '{"name":"Cleo Secret"}' }
  for (const state of ['done', 'ignored', 'failed'] as const)
    await app.db
      .insertInto('stripe_events')
      .values({ ...notice, id: `evt_${state}`, state, tries: state === 'failed' ? 20 : 0 })
      .execute()
  await closeAccount(app, { account, actor: account })
  const left = await app.db.selectFrom('stripe_events').select('body').where('customer', '=', 'cus_cleo').execute()
  expect(left).toEqual([{ body: '' }, { body: '' }, { body: '' }])
})
