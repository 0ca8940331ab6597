// Many customers at once, without the cost of a password each: suites that need thousands have no use for one.
import { newId } from '../../src/lib/token.ts'
import type { World } from './world.ts'

let count = 0

/** `size` verified accounts, oldest first. `address` gives the nth its e-mail; each has to be another one. */
export async function newCrowd(
  { app }: World,
  size: number,
  address = () => `crowd-${++count}-${process.pid}@example.com`,
): Promise<string[]> {
  if (size <= 0) return []
  const at = app.clock()
  const rows = Array.from({ length: size }, () => {
    const email = address()
    return { id: newId('acct'), email, email_key: email, password_hash: null, banned_at: null }
  })
  const dates = { email_verified_at: at, created_at: at }
  await app.db
    .insertInto('accounts')
    .values(rows.map((row) => ({ ...row, ...dates })))
    .execute()
  return rows.map(({ id }) => id)
}
