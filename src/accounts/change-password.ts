// A new password for who knows the old one. Invariant: every session ends with the old password; the caller gets a new one.
import type { Clock } from '../lib/clock.ts'
import type { Db } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import { Refusal } from '../lib/refusal.ts'
import { sendMail } from '../mail/send.ts'
import { audit } from './audit.ts'
import { checkPassword } from './password-rules.ts'
import { hashPassword, verifyPassword } from './password.ts'
import { findAccount, replacePasswordHash } from './queries.ts'
import { createSession, endAllSessions } from './session.ts'
import type { Throttle } from './throttle.ts'
import { closeTokens } from './token-queries.ts'
import { linkTo } from './token.ts'

const WRONG = 'The current password is wrong.'

/** Throws Refusal `invalid` (wrong current or unacceptable new password), `too-many`, `not-found`, `unavailable`. */
export async function changePassword(
  needs: { db: Db; clock: Clock; queue: Queue; throttle: Throttle; baseUrl: URL },
  input: { account: string; current: string; password: string },
): Promise<{ sessionToken: string }> {
  const { db, clock, throttle, baseUrl } = needs
  const account = await findAccount(db, input.account)
  if (!account?.password_hash) throw new Refusal('not-found', 'This account has no password yet.')
  const old = account.password_hash
  checkPassword(input.password, { address: account.email, key: account.email_key })
  await throttle.spend('current-password', account.id) // a stolen session is no place to guess from
  if (!(await verifyPassword(old, input.current))) throw new Refusal('invalid', WRONG)
  await throttle.forget('current-password', account.id)
  const hash = await hashPassword(input.password)

  return db.transaction().execute(async (tx) => {
    if (!(await replacePasswordHash(tx, account.id, old, hash))) throw new Refusal('invalid', WRONG)
    await closeTokens(tx, account.id, 'reset', clock())
    await endAllSessions({ db: tx }, account.id)
    await audit(tx, clock, { actor: account.id, action: 'account.change-password', subject: account.id })
    const data = { at: clock(), reset: linkTo(baseUrl, '/reset-password') }
    await sendMail(needs, tx, { to: account.email, account: account.id, template: 'password-changed', data })
    return { sessionToken: await createSession(tx, clock, account) }
  })
}
