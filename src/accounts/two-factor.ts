// Switching the second factor on. Invariant: it counts only after its app gave a right code, its secret is shown in the course
// of that and never again, and every other session ends. Beside another second factor it needs that one, fresh.
import type { Clock } from '../lib/clock.ts'
import type { Db, Tx } from '../db/open.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Seal } from '../lib/seal.ts'
import { proveCurrentPassword } from './current-password.ts'
import { holdToEnrol } from './hold-to-enrol.ts'
import { requireProvenAddress } from './proven-address.ts'
import { hashRecoveryCode, newRecoveryCodes } from './recovery.ts'
import { createSession, endAllSessions, type Session } from './session.ts'
import { requireStepUp } from './step-up.ts'
import type { Throttle } from './throttle.ts'
import { matchingStep, newTotpSecret, otpauthLink } from './totp.ts'
import { secretRow } from './two-factor-code.ts'
import { tellOfFactor, type FactorNeeds } from './two-factor-notice.ts'
import { countRecoveryCodes, findFactor, insertFactor, replaceRecoveryCodes } from './two-factor-queries.ts'
import { countTry, forgetTries, trierIn } from './two-factor-tries.ts'

/** What the page needs to know of the app; null when there is no second factor. */
export async function readSecondFactor(db: Db, account: string): Promise<{ since: Date; codesLeft: number } | null> {
  const factor = await findFactor(db, account)
  return factor ? { since: factor.enrolledAt, codesLeft: await countRecoveryCodes(db, account) } : null
}

export interface Offer {
  /** For the QR code. */
  link: string
  /** To type where a camera is missing. */
  secret: string
  /** The secret for the way through the form: it opens in this session alone. */
  sealed: string
}

/** A secret to enrol with; a new one unless `sealed` has one that was offered in this session before. Stores nothing. */
export function offerSecret({ seal, baseUrl }: { seal: Seal; baseUrl: URL }, session: Session, sealed?: string): Offer {
  const secret = sealed === undefined ? newTotpSecret() : openOffer(seal, session, sealed)
  const link = otpauthLink(secret, session.email, baseUrl.host)
  return { link, secret, sealed: sealed ?? seal.close(secret, offerRow(session)) }
}

/**
 * Switches it on with a code that proves the app has the secret: a new session, and recovery codes to show this once, or null where
 * the account has some from its passkeys: those stay good. Asks for the password again. Throws Refusal `forbidden` before the address is
 * proved, `step-up` where there is a passkey, `invalid`, `conflict` when there is an app already, `too-many`, `unavailable`, `not-signed-in`.
 */
export async function enrol(
  needs: FactorNeeds & { phoneClock: Clock; seal: Seal; throttle: Throttle },
  session: Session,
  { sealed, code, password }: { sealed: string; code: string; password: string },
): Promise<{ codes: string[] | null; sessionToken: string }> {
  const { db, clock, phoneClock, seal, throttle } = needs
  const { account, role, device } = session
  requireProvenAddress(session)
  requireStepUp(session, clock)
  const secret = openOffer(seal, session, sealed)
  await proveCurrentPassword(needs, account, password)
  await countTry(throttle, trierIn(session))
  const step = matchingStep(secret, code.replaceAll(/\s/g, ''), phoneClock())
  if (step === null) throw new Refusal('invalid', 'That code is wrong. Check that the clock of your phone is right.')
  const at = clock()
  const row = { account, sealed: seal.close(secret, secretRow(account)), step, at }
  const enrolled = await db.transaction().execute(async (tx) => {
    const hadOne = await holdToEnrol(tx, session)
    if (!(await insertFactor(tx, row))) throw new Refusal('conflict', 'Two-step log-in is switched on already.')
    // Codes that stand where there is no factor are of one that is gone: whose they are nobody knows.
    const codes = hadOne && (await countRecoveryCodes(tx, account)) > 0 ? null : await giveCodes(tx, account)
    await endAllSessions({ db: tx }, account)
    await tellOfFactor(needs, tx, { account, actor: account, action: 'second-factor.enrol', what: 'was switched on' })
    return {
      codes,
      sessionToken: await createSession(tx, clock, { id: account, role }, { secondFactorAt: at, device }),
    }
  })
  await forgetTries(throttle, trierIn(session))
  return enrolled
}

/** Ten new codes to show this once; all older ones open nothing any more. Throws Refusal `step-up`, `not-found`, `not-signed-in`. */
export async function renewRecoveryCodes(needs: FactorNeeds, session: Session): Promise<string[]> {
  requireStepUp(session, needs.clock)
  const { account } = session
  return needs.db.transaction().execute(async (tx) => {
    if (!(await holdToEnrol(tx, session))) throw new Refusal('not-found', 'Two-step log-in is not switched on.')
    await tellOfFactor(needs, tx, {
      account,
      actor: account,
      action: 'second-factor.renew-codes',
      what: 'got new recovery codes',
    })
    return giveCodes(tx, account)
  })
}

const offerRow = ({ sessionHash }: Session) => `second_factors:offer:${sessionHash.toString('hex')}`

function openOffer(seal: Seal, session: Session, sealed: string): string {
  try {
    return seal.open(sealed, offerRow(session))
  } catch {
    throw new Refusal('invalid', 'This page was open for too long. Load it again and scan the new code.')
  }
}

/** Ten new codes to show this once; all older ones open nothing any more. */
export async function giveCodes(tx: Tx, account: string): Promise<string[]> {
  const codes = newRecoveryCodes()
  await replaceRecoveryCodes(
    tx,
    account,
    codes.map((code) => hashRecoveryCode(account, code)),
  )
  return codes
}
