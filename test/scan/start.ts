// Starts a shop in a known state for scanners from outside, and writes what they need: shell variables into `variables`, and a
// request of every kind that the product takes into `requests`. Serves until Ctrl-C.
// Run: PORT=8401 npx tsx test/scan/start.ts FOLDER [guarded]. Unless it is `guarded`, nobody is slowed down for guessing, and the
// sessions and their second factor stay fresh: a scanner that is stopped at the door sees nothing of the house.
import { randomBytes } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { openShop, type ProductionShop } from '../start/production-shop.ts'
import { CUSTOMER, inhabit, PASSWORD } from './inhabit.ts'
import { collectRequests } from './requests.ts'

const [folder = 'scan', guarded] = process.argv.slice(2)
const settings = {
  PORT: process.env['PORT'] ?? '8401',
  ...(guarded === undefined ? { CALLS_PER_MINUTE: '1000000' } : {}),
  ANONYMOUS_ACCOUNTS: 'on',
  MANUAL_PAYMENTS: 'Pay at the counter.',
  MAIL_INBOUND_ADDRESS: 'help@example.com',
  MAIL_INBOUND_TOKEN: randomBytes(24).toString('hex'),
}
const shop = await openShop(settings)
const stopped = new Promise((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve))
try {
  const origin = `http://127.0.0.1:${shop.ports[0]}`
  await shop.run(['migrate'])
  await shop.run(['plans', 'sync'])
  const web = await shop.startWeb(shop.ports[0])
  shop.start(['worker'])
  const people = await inhabit(shop, origin)
  const database = new Client({ connectionString: shop.ownerUrl })
  await database.connect()
  await addDifference(shop, database)
  await rm(join(folder, 'requests'), { recursive: true, force: true })
  await mkdir(join(folder, 'requests'), { recursive: true })
  const { requests, unasked } = await collectRequests(origin, people, settings.MAIL_INBOUND_TOKEN)
  for (const [name, text] of requests) await writeFile(join(folder, 'requests', `${name}.txt`), text)
  const variables = { ORIGIN: origin, ...people, email: CUSTOMER, password: PASSWORD, web: web.child.pid }
  const lines = Object.entries(variables).map(([name, value]) => `${name}='${value}'\n`)
  await writeFile(join(folder, 'variables'), lines.join(''), { mode: 0o600 })
  console.log(`${requests.size} kinds of request; routes without one: ${unasked.join(', ') || 'none'}`)
  console.log(`Ready at ${origin}. Ctrl-C ends it.`)
  const moment = () => Promise.race([stopped.then(() => true), sleep(20, false)])
  while (!(await moment())) if (guarded === undefined) await letIn(database)
  await database.end()
  await writeFile(join(folder, 'web.log'), web.output() + web.said())
} finally {
  await shop.close()
}
process.exit(0)

/** One that no repair ends: a charge that Stripe never had. */
async function addDifference({ run }: ProductionShop, database: Client): Promise<void> {
  await run(['reconcile'])
  await database.query(`insert into differences (run_id, class, kind, stripe_id, here, created_at, found_at, resolution)
    select id, 'missing-there-charge', 'charge', 'ch_sample', 'succeeded', now(), now(), 'open' from reconcile_runs limit 1`)
}

/** Every few milliseconds, for a scanner reaches some limits within a second. */
async function letIn(database: Client): Promise<void> {
  await database.query('delete from throttles')
  await database.query("delete from api_keys where name <> 'Scanner'") // there may be so many
  await database.query("update sessions set last_seen_at = now() where last_seen_at < now() - interval '1 second'")
  await database.query(
    "update sessions set second_factor_at = now() where second_factor_at < now() - interval '1 second'",
  )
}
