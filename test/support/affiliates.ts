// Affiliates and those they bring, as the journeys use them: a link opened in a browser, a sign-up, and what became of the money.
import { accrue } from '../../src/affiliates/accrue.ts'
import { joinAffiliates } from '../../src/affiliates/join.ts'
import { findAccountByKey } from '../../src/accounts/queries.ts'
import { exportAll } from '../../src/ops/export.ts'
import { newBuyer } from './buyer.ts'
import { openClient } from './web-client.ts'
import type { World } from './world.ts'

const PASSWORD = 'correct horse battery staple'
let count = 0

/** Somebody with a link. */
export async function newAffiliate(world: World): Promise<{ account: string; code: string }> {
  const account = await newBuyer(world)
  await joinAffiliates(world.app, account)
  return { account, code: await codeOf(world, account) }
}

export async function codeOf({ app }: World, account: string): Promise<string> {
  const row = await app.db
    .selectFrom('affiliates')
    .select('code')
    .where('account_id', '=', account)
    .executeTakeFirstOrThrow()
  return row.code
}

/** Opens the pages in turn, such as `/?via=…`, and signs up. */
export async function comeBy(world: World, pages: string[], email = `came-${++count}-${process.pid}@example.com`) {
  const client = openClient(world.url)
  for (const page of pages) await client.get(page)
  const answer = await client.submit('/sign-up', '/sign-up', { email, password: PASSWORD })
  if (answer.status !== 200) throw new Error(`sign-up answered ${answer.status}`)
  const account = await findAccountByKey(world.app.db, email.toLowerCase())
  if (!account) throw new Error('no account was made')
  // As the link in the mail does; only who is verified may buy.
  await world.app.db
    .updateTable('accounts')
    .set({ email_verified_at: world.app.clock() })
    .where('id', '=', account.id)
    .execute()
  return { client, account: account.id, email }
}

/** What `export` says of an affiliate's commissions, after what changed was looked for. */
export async function commissionsOf(world: World, account: string) {
  await accrue(world.app)
  const { accounts } = await exportAll(world.app, account)
  return accounts[0]?.commissions ?? []
}

/** The entries of an affiliate, oldest first. */
export async function entriesOf({ app }: World, account: string) {
  const rows = await app.db
    .selectFrom('commission_entries as e')
    .innerJoin('commissions as c', 'c.id', 'e.commission_id')
    .select(['e.kind', 'e.amount'])
    .where('c.affiliate_id', '=', account)
    .orderBy('e.created_at')
    .orderBy('e.number')
    .execute()
  return rows.map(({ kind, amount }) => `${kind} ${amount}`)
}

/** What the ledger holds on one of its accounts, in dollars' cents. */
export async function booked(world: World, ledgerAccount: string): Promise<bigint> {
  const { ledger } = await exportAll(world.app, null)
  if (!ledger.balanced) throw new Error('the ledger does not balance')
  return ledger.by_currency['usd']?.[ledgerAccount] ?? 0n
}
