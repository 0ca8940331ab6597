// Becoming an affiliate, and where one's money is to go. Invariant: no change of the latter without a mail to its owner.
import { audit } from '../accounts/audit.ts'
import { holdOwnAccount } from '../accounts/deleted-account.ts'
import { findAccount } from '../accounts/queries.ts'
import { linkTo } from '../accounts/token.ts'
import type { Db } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { newId } from '../lib/token.ts'
import { isAnonymous } from '../mail/nobody.ts'
import { sendMail } from '../mail/send.ts'
import { affiliateToTell, insertAffiliate, setPayoutDetails } from './queries.ts'

type Needs = { db: Db; clock: Clock }

const LONGEST = 200
const NEEDS_ADDRESS =
  'We write to affiliates about their payouts, so an account without e-mail cannot be one. Make one with an e-mail address.'

/** Opts an account in; one that is in already stays as it is. Refusal: `forbidden` for an account without e-mail. */
export async function joinAffiliates({ db, clock }: Needs, account: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    if (isAnonymous((await findAccount(tx, account))?.email ?? '')) throw new Refusal('forbidden', NEEDS_ADDRESS)
    const code = newId('via').slice(-10) // 50 random bits: not to be guessed, short enough to be said
    if (!(await insertAffiliate(tx, { account_id: account, code, created_at: clock() }))) return
    await audit(tx, clock, { actor: account, action: 'affiliate.join', subject: account })
  })
}

/**
 * The affiliate is told by mail, for whoever changes them sends the money elsewhere; the same once more changes nothing. Refusals:
 * `invalid` (too long, several lines), `not-found` for who is no affiliate, `not-signed-in`.
 */
export async function savePayoutDetails(
  needs: Needs & { queue: Queue; baseUrl: URL },
  account: string,
  text: string,
): Promise<void> {
  const { db, clock, baseUrl } = needs
  const details = text.trim()
  if (details.length > LONGEST || /[\p{Cc}\u2028\u2029]/u.test(details)) {
    throw new Refusal('invalid', `Write where your money should go in one line of up to ${LONGEST} characters.`)
  }
  await db.transaction().execute(async (tx) => {
    await holdOwnAccount(tx, account)
    const found = await affiliateToTell(tx, account)
    if (!found) throw new Refusal('not-found', 'You have no affiliate link yet. Get one first.')
    if (found.payoutDetails === details) return
    await setPayoutDetails(tx, account, details)
    await audit(tx, clock, { actor: account, action: 'affiliate.payout-details', subject: account })
    const data = { at: clock(), affiliate: linkTo(baseUrl, '/affiliate'), reset: linkTo(baseUrl, '/reset-password') }
    await sendMail(needs, tx, { to: found.email, account, template: 'payout-details-changed', data })
  })
}
