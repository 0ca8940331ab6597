// A new password for who knows the old one. Invariant: every session ends with the old password; the caller gets a new one.
import type { Clock } from '../lib/clock.ts'
import type { Db } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import { Refusal } from '../lib/refusal.ts'
import { isAnonymous } from '../mail/nobody.ts'
import { sendMail } from '../mail/send.ts'
import { audit } from './audit.ts'
import { acceptPassword } from './accept-password.ts'
import { proveCurrentPassword, WRONG_PASSWORD } from './current-password.ts'
import { hashPassword } from './password.ts'
import { findAccount, replacePasswordHash } from './queries.ts'
import { createSession, endAllSessions } from './session.ts'
import type { Throttle } from './throttle.ts'
import { closeTokens } from './token-queries.ts'
import { linkTo } from './token.ts'

/**
 * Throws Refusal `invalid` (wrong current or unacceptable new password), `forbidden` for an account without e-mail, which has none,
 * `too-many`, `not-found`, `unavailable`.
 */
export async function changePassword(
  needs: { db: Db; clock: Clock; queue: Queue; throttle: Throttle; baseUrl: URL },
  input: {
    account: string
    current: string
    password: string
    device?: string | null
    /** When the session gave its second factor: the new one is as good. */
    secondFactorAt?: Date | null
  },
): Promise<{ sessionToken: string }> {
  const { db, clock, baseUrl } = needs
  const account = await findAccount(db, input.account)
  if (!account) throw new Refusal('not-found', 'There is no such account.')
  if (isAnonymous(account.email))
    throw new Refusal('forbidden', 'Your account number is your password. It cannot be changed.')
  await acceptPassword(db, account, input.password)
  const old = await proveCurrentPassword(needs, account.id, input.current)
  const hash = await hashPassword(input.password)

  return db.transaction().execute(async (tx) => {
    if (!(await replacePasswordHash(tx, account.id, old, hash))) throw new Refusal('invalid', WRONG_PASSWORD)
    for (const purpose of ['reset', 'change-email'] as const) await closeTokens(tx, account.id, purpose, clock())
    await endAllSessions({ db: tx }, account.id)
    await audit(tx, clock, { actor: account.id, action: 'account.change-password', subject: account.id })
    const data = { at: clock(), reset: linkTo(baseUrl, '/reset-password') }
    await sendMail(needs, tx, { to: account.email, account: account.id, template: 'password-changed', data })
    const { device = null, secondFactorAt = null } = input
    return { sessionToken: await createSession(tx, clock, account, { device, secondFactorAt }) }
  })
}
