// An e-mail address becomes another one, by the link in the new mailbox. Invariant: whoever read the old mailbox can take it
// back for seven days, if that address was ever confirmed; links that were mailed there before open nothing any more.
import type { Clock } from '../lib/clock.ts'
import type { Db } from '../db/open.ts'
import { notifyFleet } from '../db/notify.ts'
import type { Queue } from '../db/queue.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Seal } from '../lib/seal.ts'
import { hashSecret } from '../lib/token.ts'
import { sendSealedMail } from '../mail/send.ts'
import { audit } from './audit.ts'
import { findAccount, setEmail } from './queries.ts'
import { closeTokens, spendAddressToken } from './token-queries.ts'
import { issueToken, linkTo, orExpired } from './token.ts'

/** For a POST: mail programs open links by themselves. Throws Refusal `expired`, `taken`, `forbidden`. */
export async function confirmEmailChange(
  needs: { db: Db; clock: Clock; queue: Queue; seal: Seal; baseUrl: URL },
  token: string,
): Promise<void> {
  const { db, clock, queue, baseUrl } = needs
  await db.transaction().execute(async (tx) => {
    const at = clock()
    const { account, email } = orExpired(await spendAddressToken(tx, 'change-email', hashSecret(token), at))
    const before = orExpired(await findAccount(tx, account))
    if (before.banned_at) throw new Refusal('forbidden', 'This account is suspended. Write to support to learn why.')
    if (!(await setEmail(tx, account, email, at))) {
      throw new Refusal('taken', 'This address has got an account in the meantime. Nothing was changed.')
    }
    for (const purpose of ['verify', 'reset'] as const) await closeTokens(tx, account, purpose, at)
    if (before.email_verified_at) {
      const old = { address: before.email, key: before.email_key }
      const undo = linkTo(baseUrl, '/email-change/undo', await issueToken(tx, clock, account, 'undo-email', old))
      await sendSealedMail(needs, tx, {
        to: old.address,
        account,
        template: 'email-changed',
        data: { at, undo, isStaff: before.role !== 'customer' },
      })
    }
    await audit(tx, clock, { actor: account, action: 'account.change-email', subject: account })
    await queue.enqueue(tx, 'sync-email', [{ key: account, data: { account } }])
    await notifyFleet(tx) // a confirmed account may hold a device of the free plan
  })
}
