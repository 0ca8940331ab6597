// Proves that the mailbox is the customer's. Until then an account neither buys nor holds a device.
import type { Clock } from '../lib/clock.ts'
import type { Db } from '../db/open.ts'
import { notifyFleet } from '../db/notify.ts'
import type { Queue } from '../db/queue.ts'
import type { Seal } from '../lib/seal.ts'
import { hashSecret } from '../lib/token.ts'
import { sendSealedMail } from '../mail/send.ts'
import { networkOf } from './network.ts'
import { proveAddress } from './proven-address.ts'
import { findAccount } from './queries.ts'
import type { Throttle } from './throttle.ts'
import { spendToken } from './token-queries.ts'
import { issueToken, linkTo, orExpired } from './token.ts'

/** For a POST: mail programs open links by themselves. Throws Refusal `expired` for a link that is used or has run out. */
export async function verifyEmail(
  { db, clock }: { db: Db; clock: Clock },
  token: string,
): Promise<{ account: string }> {
  return db.transaction().execute(async (tx) => {
    const now = clock()
    const account = orExpired(await spendToken(tx, 'verify', hashSecret(token), now))
    await proveAddress(tx, account, now)
    await notifyFleet(tx) // a verified account may hold a device of the free plan
    return { account }
  })
}

/** Sends the link once more, to somebody signed in; nothing when it is not needed. Throws Refusal `too-many`. */
export async function resendVerification(
  needs: { db: Db; clock: Clock; queue: Queue; seal: Seal; throttle: Throttle; baseUrl: URL },
  input: { account: string; network: string },
): Promise<void> {
  const { db, clock, throttle, baseUrl } = needs
  await throttle.spend('verify-network', networkOf(input.network))
  await throttle.spend('verify-account', input.account)
  await db.transaction().execute(async (tx) => {
    const account = await findAccount(tx, input.account)
    if (!account || account.email_verified_at || account.banned_at) return
    const link = linkTo(baseUrl, '/verify-email', await issueToken(tx, clock, account.id, 'verify'))
    await sendSealedMail(needs, tx, {
      to: account.email,
      account: account.id,
      template: 'verify-email',
      data: { link },
    })
  })
}
