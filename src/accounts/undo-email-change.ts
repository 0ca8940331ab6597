// Taking a changed e-mail address back, by the link in the old mailbox: somebody else had the account. Invariant: nothing of that
// somebody is left that opens it or speaks for it: no session, no link, no password, no API key, no address that tickets are answered
// at, and no second factor, however long ago it was set up.
// Which of them are the owner's nobody can tell, so all go, and he sets up his anew. Who works here does so no more: a mailbox alone must
// not come past the second factor that staff have. An owner gives the role back, or the operator on the command line.
import type { Clock } from '../lib/clock.ts'
import type { Db, Tx } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import { Refusal } from '../lib/refusal.ts'
import { hashSecret, newSecret } from '../lib/token.ts'
import { sendMail } from '../mail/send.ts'
import { revokeKeysOf } from './api-key-queries.ts'
import { forgetAnswerAddresses } from './answer-address-queries.ts'
import { audit } from './audit.ts'
import { forgetDevices } from './device-queries.ts'
import type { Email } from './email.ts'
import { lockOwners } from './owner-queries.ts'
import { hashPassword } from './password.ts'
import { findAccount, findAccountByKey, setEmail, setPasswordHash } from './queries.ts'
import { endAllSessions } from './session.ts'
import { closeAllTokens, findOpenToken, spendAddressToken } from './token-queries.ts'
import { issueToken, orExpired } from './token.ts'
import { deleteAllFactors } from './two-factor-queries.ts'
import { writeRole } from './write-role.ts'

/** Gives the secret with which a new password is chosen: the old one is gone. Throws Refusal `expired`, `taken`, `unavailable`. */
export async function undoEmailChange(
  needs: { db: Db; clock: Clock; queue: Queue; baseUrl: URL },
  token: string,
): Promise<{ resetToken: string }> {
  const { db, clock, queue } = needs
  const secret = hashSecret(token)
  orExpired(await findOpenToken(db, 'undo-email', secret, clock())) // a bad link costs no hash
  const nobodysPassword = await hashPassword(newSecret())
  return db.transaction().execute(async (tx) => {
    await lockOwners(tx) // before any account, as all changes of roles do
    const now = clock()
    const { account, email, at } = orExpired(await spendAddressToken(tx, 'undo-email', secret, now))
    const before = orExpired(await findAccount(tx, account))
    await giveUpSquatter(tx, account, email, now)
    if (!(await setEmail(tx, account, email, now))) {
      throw new Refusal('taken', 'This address has another account by now. Write to support to get yours back.')
    }
    await setPasswordHash(tx, account, nobodysPassword)
    await closeAllTokens(tx, account, now, at)
    await revokeKeysOf(tx, account, now)
    await endAllSessions({ db: tx }, account)
    await deleteAllFactors(tx, account)
    await forgetDevices(tx, account)
    await forgetAnswerAddresses(tx, account)
    await sendMail({ clock, queue }, tx, { to: before.email, account, template: 'email-restored', data: { at: now } })
    await audit(tx, clock, { actor: account, action: 'account.undo-email-change', subject: account })
    const gone = { account, email: email.address, actor: account, from: before.role, to: 'customer' } as const
    if (gone.from !== gone.to) await writeRole(needs, tx, gone) // the last owner too: better none than whoever has a mailbox
    await queue.enqueue(tx, 'sync-email', [{ key: account, data: { account } }])
    return { resetToken: await issueToken(tx, clock, account, 'reset') }
  })
}

/** An account that somebody opened for the address without ever confirming it must not stand in the way: it loses the address. */
async function giveUpSquatter(tx: Tx, account: string, { key }: Email, now: Date): Promise<void> {
  const other = await findAccountByKey(tx, key)
  if (!other || other.id === account || other.email_verified_at) return
  const nobodys = `${other.id}@given-up.invalid` // RFC 2606: it gets no mail
  await setEmail(tx, other.id, { address: nobodys, key: nobodys }, null)
  await closeAllTokens(tx, other.id, now)
  await endAllSessions({ db: tx }, other.id)
}
