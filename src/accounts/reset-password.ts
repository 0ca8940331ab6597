// A new password for who can read the mailbox. Invariant: asking tells nothing about whether there is an account; of the
// links asked for only the newest works, once; using it ends every session and opens none.
import type { Clock } from '../lib/clock.ts'
import type { Db } from '../db/open.ts'
import { notifyFleet } from '../db/notify.ts'
import type { Queue } from '../db/queue.ts'
import type { Seal } from '../lib/seal.ts'
import { hashSecret } from '../lib/token.ts'
import { sendMail, sendSealedMail } from '../mail/send.ts'
import { acceptPassword } from './accept-password.ts'
import { audit } from './audit.ts'
import { forgetDevices } from './device-queries.ts'
import { parseEmail } from './email.ts'
import { evenTime } from './even-time.ts'
import type { KnownDevices } from './known-device.ts'
import { networkOf } from './network.ts'
import { hashPassword } from './password.ts'
import { proveAddress } from './proven-address.ts'
import { findAccountByKey, setPasswordHash } from './queries.ts'
import { endAllSessions } from './session.ts'
import type { Throttle } from './throttle.ts'
import { revokeKeysOf } from './api-key-queries.ts'
import { closeTokens, findOpenToken, spendToken } from './token-queries.ts'
import { issueToken, linkTo, orExpired } from './token.ts'
import { holdAccount } from './two-factor-queries.ts'

const ANSWERS_AFTER = 80 // ms; the transaction for a known address takes about 10

type AskNeeds = { db: Db; clock: Clock; queue: Queue; seal: Seal; throttle: Throttle; baseUrl: URL }

/**
 * Mails a link when the address has an account. Throws Refusal `invalid` for what is no address and `too-many` for the
 * network; too many for one address are dropped in silence, for an answer would tell that there is something to reset.
 */
export async function requestReset(needs: AskNeeds, input: { email: string; network: string }): Promise<void> {
  const { db, clock, throttle, baseUrl } = needs
  const email = parseEmail(input.email)
  await throttle.spend('reset-network', networkOf(input.network))
  await evenTime(ANSWERS_AFTER, async () => {
    const mayMail = await throttle.trySpend('reset-account', email.key)
    const account = await findAccountByKey(db, email.key)
    if (!account || account.banned_at || !mayMail) return
    await db.transaction().execute(async (tx) => {
      const held = await holdAccount(tx, account.id) // the account first, as a deletion does
      if (held?.email !== account.email) return // deleted meanwhile, or of another address
      await closeTokens(tx, account.id, 'reset', clock())
      const link = linkTo(baseUrl, '/reset-password', await issueToken(tx, clock, account.id, 'reset'))
      const to = { to: account.email, account: account.id }
      await sendSealedMail(needs, tx, { ...to, template: 'reset-password', data: { link } })
    })
  })
}

/**
 * Sets the password; who read the mail also proved the address. Throws Refusal `expired` for the link, `invalid` for the
 * password (the link stays good), `unavailable`. The account forgets its devices, but for the one that did this: what that is to keep
 * comes with the answer.
 */
export async function performReset(
  needs: { db: Db; clock: Clock; queue: Queue; baseUrl: URL; knownDevices: KnownDevices },
  { token, password }: { token: string; password: string },
): Promise<{ account: string; knownDevice: string }> {
  const { db, clock, baseUrl, knownDevices } = needs
  const secret = hashSecret(token)
  const asker = orExpired(await findOpenToken(db, 'reset', secret, clock())) // a bad link costs no hash
  await acceptPassword(db, asker, password)
  const hash = await hashPassword(password)
  return db.transaction().execute(async (tx) => {
    const now = clock()
    const account = orExpired(await spendToken(tx, 'reset', secret, now))
    await setPasswordHash(tx, account, hash)
    await proveAddress(tx, account, now)
    for (const purpose of ['reset', 'change-email'] as const) await closeTokens(tx, account, purpose, now)
    await revokeKeysOf(tx, account, now) // whoever had the password may have made one
    await endAllSessions({ db: tx }, account)
    await audit(tx, clock, { actor: account, action: 'account.reset-password', subject: account })
    const data = { at: now, reset: linkTo(baseUrl, '/reset-password') }
    await sendMail(needs, tx, { to: asker.email, account, template: 'password-changed', data })
    await notifyFleet(tx)
    return { account, knownDevice: knownDevices.issue(await forgetDevices(tx, account)) }
  })
}
