// What somebody, or staff, ask for in the very moment in which the account is deleted: whichever comes first, there is an answer that is no fault,
// the deletion goes through, and nothing is left that it would have taken away.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createCustomer } from '../../src/accounts/create-customer.ts'
import { createSession, readSession } from '../../src/accounts/session.ts'
import type { Tx } from '../../src/db/open.ts'
import { hashSecret } from '../../src/lib/token.ts'
import { closeAccount } from '../../src/ops/close-account.ts'
import { INVENTORY } from '../../src/ops/core/data-inventory.ts'
import { checkInvariants } from '../../src/ops/invariants.ts'
import { openTicket } from '../../src/support/tickets.ts'
import { inTurn } from '../support/in-turn.ts'
import { createWorld, type World } from '../support/world.ts'
import { staffOf, staffWishesIn } from '../support/staff-wishes.ts'
import { PASSWORD, wishesIn, type Somebody, type Wish } from '../support/wishes.ts'

let world: World
let staff: Awaited<ReturnType<typeof staffOf>>
beforeAll(async () => {
  world = await createWorld({ MANUAL_PAYMENTS: 'To DE00 0000, Example Ltd.' })
  staff = await staffOf(world)
}, 60_000)
afterAll(() => world.close())

let people = 0
async function somebody(): Promise<Somebody> {
  const { app, url } = world
  const email = `somebody-${++people}@example.com`
  const { account } = await createCustomer(app, { email, password: PASSWORD, verified: true })
  const token = await createSession(app.db, app.clock, { id: account, role: 'customer' })
  const session = await readSession(app, token)
  if (!session) throw new Error('no session')
  const csrf = app.csrf.token({ session: hashSecret(token) })
  const headers = { cookie: `turnpike=${token}`, origin: url }
  const post = (path: string, fields: Record<string, string>) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      body: new URLSearchParams({ csrf, ...fields }),
      headers,
      redirect: 'manual',
    })
  return { account, email, session, post }
}

const deletes = ({ account }: Somebody) => closeAccount(world.app, { account, actor: account })
const holds = (table: string, account: string) => (tx: Tx) =>
  sql`select from ${sql.table(table)} where ${sql.ref(table === 'accounts' ? 'id' : 'account_id')} = ${account} for update`.execute(
    tx,
  )

/** Where a row stands that a deletion takes away, a text that it clears, or something that it ends. */
async function left(account: string): Promise<string[]> {
  const found: string[] = []
  const count = async (table: string, rows: ReturnType<typeof sql>) => {
    const hit = await sql`select from ${sql.table(table)} where account_id = ${account} and ${rows}`.execute(
      world.app.db,
    )
    if (hit.rows.length > 0) found.push(table)
  }
  for (const { table, of, erasure } of INVENTORY) {
    if (of === null || 'any' in of.owner || of.owner.in || of.owner.column !== 'account_id') continue // of another row, which goes itself
    if (erasure === 'deleted') await count(table, sql`true`)
    else if ('cleared' in erasure && !erasure.only)
      for (const [column, value] of Object.entries(erasure.cleared))
        await count(table, sql`${sql.ref(column)} is distinct from ${value}`)
  }
  await count('devices', sql`removed_at is null`)
  await count('grants', sql`revoked_at is null`)
  await count('manual_payments', sql`state = 'open'`)
  return found
}

type Post = Somebody['post']

/** What is asked as `poster` says, right after the deletion and right before it. */
function meets({ at = 'accounts', asks, said = 401 }: Wish, poster: (who: Somebody) => Post): void {
  test('after the deletion', async () => {
    const who = await somebody()
    const [path, fields] = await asks(who)
    const [deleted, answer] = await inTurn(
      world.app.db,
      holds(at, who.account),
      () => deletes(who),
      () => poster(who)(path, fields),
    )
    expect(deleted).toMatchObject({ status: 'fulfilled' })
    expect(answer).toMatchObject({ status: 'fulfilled', value: { status: said } })
    expect(await left(who.account)).toEqual([])
  })

  test('before it', async () => {
    const who = await somebody()
    const [path, fields] = await asks(who)
    const [answer, deleted] = await inTurn(
      world.app.db,
      holds(at, who.account),
      () => poster(who)(path, fields),
      () => deletes(who),
    )
    expect(deleted).toMatchObject({ status: 'fulfilled' })
    const status: unknown = answer.status === 'fulfilled' ? answer.value.status : answer.reason
    expect([200, 303, 409]).toContain(status) // done; or a checkout, which is told that it was closed meanwhile
    expect(await left(who.account)).toEqual([])
  })
}

describe.each(wishesIn(() => world))('$what', (wish) => {
  meets(wish, (who) => who.post)
})

const byStaff = staffWishesIn(
  () => world,
  () => staff.account,
)
describe.each(byStaff)('staff: $what', (wish) => {
  meets(wish, () => staff.post)
})

test('who looks after a ticket is deleted while its customer replies', async () => {
  const [who, left] = [await somebody(), await staffOf(world)]
  const { id } = await openTicket(world.app, who.account, { subject: 'Help', text: 'It is slow.' })
  await world.app.db.updateTable('tickets').set({ assignee_id: left.account }).where('id', '=', id).execute()
  const [deleted, answer] = await inTurn(
    world.app.db,
    holds('accounts', left.account),
    () => closeAccount(world.app, { account: left.account, actor: left.account }),
    () => who.post(`/tickets/${id}/replies`, { text: 'It still is.' }),
  )
  expect(deleted).toMatchObject({ status: 'fulfilled' })
  expect(answer).toMatchObject({ status: 'fulfilled', value: { status: 303 } })
  const ticket = world.app.db.selectFrom('tickets').select('assignee_id').where('id', '=', id)
  expect(await ticket.executeTakeFirst()).toEqual({ assignee_id: null })
})

test('and the books and everything else are whole', async () => {
  const checks = await checkInvariants({ ...world.app, anchors: null })
  expect(checks.filter(({ ok }) => !ok)).toEqual([])
})
