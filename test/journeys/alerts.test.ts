// Alerts: settled in the very moment in which news of the same customer comes, they stay settled, whichever is first; and owners are told once.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createOwner } from '../../src/accounts/owner.ts'
import { writeAlerts } from '../../src/billing/alert-queries.ts'
import { acknowledge, raiseAlerts } from '../../src/billing/alerts.ts'
import type { Tx } from '../../src/db/open.ts'
import { inTurn } from '../support/in-turn.ts'
import { createWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
}, 60_000)
afterAll(() => world.close())

let customers = 0
/** A customer with a refund that did not arrive, which every sync of him finds again. */
async function alerted() {
  const { app } = world
  const about = `cus_${++customers}`
  const concern = { kind: 'refund-failed' as const, subject: 're_1', detail: 'It did not arrive.' }
  const news = () => app.db.transaction().execute((tx) => raiseAlerts(app, tx, about, [concern]))
  const all = () => app.db.selectFrom('alerts').selectAll().where('subject', '=', `${about} re_1`).execute()
  await news()
  const id = String((await all())[0]?.id)
  const settle = () => acknowledge(app, id, 'acct_owner')
  const holdsIt = (tx: Tx) => sql`select from alerts where id = ${id} for update`.execute(tx)
  return { news, settle, holdsIt, all }
}

// Its row in the audit joins the chain when the transaction commits: there it waits, having settled the alert already.
const holdsTheChain = (tx: Tx) => sql`select pg_advisory_xact_lock(hashtext('turnpike audit chain'))`.execute(tx)

test('news come while it is being settled', async () => {
  const { news, settle, all } = await alerted()
  const both = await inTurn(world.app.db, holdsTheChain, settle, news)
  expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled'])
  expect(await all()).toMatchObject([{ acknowledged_by: 'acct_owner' }])
})

test('it is settled while news come', async () => {
  const { news, settle, holdsIt, all } = await alerted()
  const both = await inTurn(world.app.db, holdsIt, news, settle)
  expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled'])
  expect(await all()).toMatchObject([{ acknowledged_by: 'acct_owner' }])
})

test('owners are told once each time one opens, also when whoever opened it died before it told them', async () => {
  const { app } = world
  const { account } = await createOwner(app, { email: 'told@example.com', password: 'correct horse battery staple' })
  const mails = async () => {
    const rows = app.db.selectFrom('mails').select('dedupe_key').where('account_id', '=', account)
    return (await rows.where('dedupe_key', 'like', 'alert:%').execute()).length
  }
  const concern = { kind: 'drift' as const, subject: 'wrong-customer', detail: 'It differs.' }
  const tell = (concerns: (typeof concern)[]) =>
    app.db.transaction().execute((tx) => raiseAlerts(app, tx, 'told', concerns))
  await app.db.transaction().execute((tx) => writeAlerts(tx, 'told', [concern], app.clock()))
  expect(await mails()).toBe(0)
  await Promise.all([1, 2, 3].map(() => tell([concern])))
  expect(await mails()).toBe(1)
  await tell([])
  await tell([concern])
  expect(await mails()).toBe(2)
})
