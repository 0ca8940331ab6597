// What somebody asks for in the very moment in which the account is deleted: whichever comes first, there is an answer that is no fault,
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
import { inTurn } from '../support/in-turn.ts'
import { createWorld, type World } from '../support/world.ts'
import { PASSWORD, wishesIn, type Somebody } from '../support/wishes.ts'

let world: World
beforeAll(async () => {
  world = await createWorld({ MANUAL_PAYMENTS: 'To DE00 0000, Example Ltd.' })
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
    if (of === null || of.owner.in || of.owner.column !== 'account_id') continue // of another row, which goes itself
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

describe.each(wishesIn(() => world))('$what', ({ at = 'accounts', asks, said = 401 }) => {
  test('after the deletion', async () => {
    const who = await somebody()
    const [path, fields] = await asks(who)
    const [deleted, answer] = await inTurn(
      world.app.db,
      holds(at, who.account),
      () => deletes(who),
      () => who.post(path, fields),
    )
    expect(deleted.status).toBe('fulfilled')
    expect(answer).toMatchObject({ status: 'fulfilled', value: { status: said } })
    expect(await left(who.account)).toEqual([])
  })

  test('before it', async () => {
    const who = await somebody()
    const [path, fields] = await asks(who)
    const [answer, deleted] = await inTurn(
      world.app.db,
      holds(at, who.account),
      () => who.post(path, fields),
      () => deletes(who),
    )
    expect(deleted.status).toBe('fulfilled')
    const status: unknown = answer.status === 'fulfilled' ? answer.value.status : answer.reason
    expect([200, 303, 409]).toContain(status) // done; or a checkout, which is told that it was closed meanwhile
    expect(await left(who.account)).toEqual([])
  })
})

test('and the books and everything else are whole', async () => {
  const checks = await checkInvariants({ ...world.app, anchors: null })
  expect(checks.filter(({ ok }) => !ok)).toEqual([])
})
