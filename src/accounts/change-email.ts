// Asking for another e-mail address. Invariant: nothing changes until the new mailbox confirms; what is answered is the same
// whether the address has an account or not, and only that mailbox learns the difference.
import type { Clock } from '../lib/clock.ts'
import type { Db, Tx } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Seal } from '../lib/seal.ts'
import { sendMail, sendSealedMail } from '../mail/send.ts'
import { audit } from './audit.ts'
import { proveCurrentPassword } from './current-password.ts'
import { parseEmail, type Email } from './email.ts'
import { evenTime } from './even-time.ts'
import { holdSignedIn } from './hold-to-enrol.ts'
import { findAccountByKey } from './queries.ts'
import type { Session } from './session.ts'
import { requireStepUp } from './step-up.ts'
import type { Throttle } from './throttle.ts'
import { closeTokens } from './token-queries.ts'
import { issueToken, linkTo } from './token.ts'

const ANSWERS_AFTER = 80 // ms, as for a reset

type Needs = { db: Db; clock: Clock; queue: Queue; seal: Seal; throttle: Throttle; baseUrl: URL }

/**
 * Mails a link to the new address; an older one opens nothing any more. Throws Refusal `invalid` for the address or the
 * password, `forbidden` for an account without e-mail, `step-up` where a second factor is on, `too-many`, `unavailable`.
 */
export async function requestEmailChange(
  needs: Needs,
  session: Session,
  { email: typed, password }: { email: string; password: string },
): Promise<void> {
  const { db, clock, throttle } = needs
  if (session.isAnonymous)
    throw new Refusal('forbidden', 'This account was made without an e-mail address and stays so.')
  const email = parseEmail(typed)
  if (email.address === session.email) throw new Refusal('invalid', 'That is the address of your account already.')
  requireStepUp(session, clock)
  await proveCurrentPassword(needs, session.account, password)
  await throttle.spend('change-email', session.account)
  await evenTime(ANSWERS_AFTER, async () => {
    const mayTell = await throttle.trySpend('sign-up-notice', email.key)
    await db.transaction().execute((tx) => mailNewAddress(needs, tx, session, { email, mayTell }))
  })
}

async function mailNewAddress(
  needs: Needs,
  tx: Tx,
  session: Session,
  { email, mayTell }: { email: Email; mayTell: boolean },
): Promise<void> {
  const { clock, baseUrl } = needs
  const { account } = session
  await holdSignedIn(tx, session) // of two requests at once the later one's link is the one that works
  await closeTokens(tx, account, 'change-email', clock())
  await audit(tx, clock, { actor: account, action: 'account.ask-email-change', subject: account })
  const owner = await findAccountByKey(tx, email.key)
  if (owner && owner.id !== account) {
    if (!mayTell) return
    const data = { logIn: linkTo(baseUrl, '/log-in'), reset: linkTo(baseUrl, '/reset-password') }
    await sendMail(needs, tx, { to: owner.email, account: owner.id, template: 'new-email-taken', data })
    return
  }
  const link = linkTo(baseUrl, '/email-change', await issueToken(tx, clock, account, 'change-email', email))
  await sendSealedMail(needs, tx, { to: email.address, account, template: 'confirm-new-email', data: { link } })
}
