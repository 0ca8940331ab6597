// Adding a passkey. Invariant: what it has to sign is handed out only after the second factor once more, or where there is none
// the password, and to this session alone; the first one makes a new session and ends all others, as an app does.
import { generateRegistrationOptions } from '@simplewebauthn/server'
import { Refusal } from '../lib/refusal.ts'
import { newId } from '../lib/token.ts'
import { proveCurrentPassword } from './current-password.ts'
import { holdToEnrol } from './hold-to-enrol.ts'
import { ALGORITHMS, checkNewPasskey } from './passkeys-answer.ts'
import { CHALLENGE_LASTS, issueChallenge, type Asked } from './passkeys-challenge.ts'
import { tellOfPasskey } from './passkeys-notice.ts'
import { insertPasskey, passkeysOf } from './passkeys-queries.ts'
import { passkeyName } from './passkeys.ts'
import { requireProvenAddress } from './proven-address.ts'
import { createSession, endAllSessions, type Session } from './session.ts'
import { requireStepUp } from './step-up.ts'
import type { Throttle } from './throttle.ts'
import type { FactorNeeds } from './two-factor-notice.ts'
import { giveCodes } from './two-factor.ts'

const askedBy = ({ sessionHash }: Session): Asked => ({ purpose: 'register', boundTo: sessionHash })

/**
 * What the browser is to make, as JSON. `password` counts for an account without a second factor. Throws Refusal `forbidden` before
 * the address is proved, `invalid`, `step-up`, `too-many`, `unavailable`.
 */
export async function offerPasskey(needs: FactorNeeds & { throttle: Throttle }, session: Session, password: string) {
  const { db, clock, throttle, baseUrl } = needs
  const { account, email } = session
  requireProvenAddress(session)
  await throttle.spend('passkey-challenge', account)
  if (session.hasSecondFactor) requireStepUp(session, clock)
  else await proveCurrentPassword(needs, account, password)
  return generateRegistrationOptions({
    rpName: 'Turnpike',
    rpID: baseUrl.hostname,
    userID: new TextEncoder().encode(account),
    userName: email,
    userDisplayName: email,
    challenge: await issueChallenge(needs, askedBy(session)),
    timeout: CHALLENGE_LASTS,
    attestationType: 'none',
    supportedAlgorithmIDs: ALGORITHMS,
    excludeCredentials: (await passkeysOf(db, account)).map(({ credential }) => ({ id: credential })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
}

export interface AddedPasskey {
  /** To show this once, where it is the first second factor. */
  codes: string[]
  /** Of the new session, likewise. */
  sessionToken: string
}

/** Keeps it. Null where the account had a second factor before. Throws Refusal `forbidden`, `invalid`, `expired`, `limit`, `step-up`, `not-signed-in`. */
export async function addPasskey(
  needs: FactorNeeds,
  session: Session,
  { answer, name: typed }: { answer: string; name: string },
): Promise<AddedPasskey | null> {
  const { db, clock } = needs
  const { account, role, device } = session
  requireProvenAddress(session)
  const name = passkeyName(typed)
  const made = await checkNewPasskey(needs, askedBy(session), answer)
  return db.transaction().execute(async (tx) => {
    const isFirst = !(await holdToEnrol(tx, session))
    const [id, at] = [newId('pk'), clock()]
    if (!(await insertPasskey(tx, { id, account, name, at, ...made }))) {
      throw new Refusal('limit', 'This passkey is here already, or you have ten. Remove one that you no longer use.')
    }
    await tellOfPasskey(needs, tx, { account, action: 'passkey.add', passkey: id, what: 'was added' })
    if (!isFirst) return null
    await endAllSessions({ db: tx }, account)
    const codes = await giveCodes(tx, account)
    return {
      codes,
      sessionToken: await createSession(tx, clock, { id: account, role }, { secondFactorAt: at, device }),
    }
  })
}
