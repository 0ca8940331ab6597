// Sessions: an opaque random token in a cookie, its hash in the database, ended by time, by the customer, by a new password
// or by a ban. Invariant: every request reads the account beside the session, so a ban or a new role counts at once.
import type { Clock } from '../lib/clock.ts'
import type { Db, Tx } from '../db/open.ts'
import type { Role } from '../db/schema.ts'
import { Refusal } from '../lib/refusal.ts'
import { hashSecret, newSecret } from '../lib/token.ts'
import { isAnonymous } from '../mail/nobody.ts'
import { absoluteEnd, isLive, NOTED_EVERY } from './session-ends.ts'
import {
  deleteSession,
  deleteSessionOf,
  deleteSessionsOf,
  findSession,
  insertSession,
  sessionsOf,
  touchSession,
} from './session-queries.ts'

export interface Session {
  account: string
  email: string
  emailVerified: boolean
  /** Made without e-mail: `email` is a stand-in, and the account number is asked for where others give their password. */
  isAnonymous: boolean
  role: Role
  sessionHash: Buffer
  createdAt: Date
  /** Whether the account has one; whether and when this session gave it is the next field. */
  hasSecondFactor: boolean
  secondFactorAt: Date | null
  /** When the password was given in it once more; null: not since the log-in. */
  passwordAt: Date | null
  /** Such as "Firefox on Windows", as the browser said at log-in. */
  device: string | null
}

/** The token for the cookie. Always a new one: nothing that a browser brought along is adopted. */
export async function createSession(
  db: Db,
  clock: Clock,
  account: { id: string; role: Role },
  { secondFactorAt = null, device = null }: { secondFactorAt?: Date | null; device?: string | null } = {},
): Promise<string> {
  const token = newSecret()
  const at = clock()
  await insertSession(db, {
    id_hash: hashSecret(token),
    account_id: account.id,
    at,
    ends_at: absoluteEnd(account.role, at),
    second_factor_at: secondFactorAt,
    device,
  })
  return token
}

/** Null when there is no such session, it is over, or its account is banned. Notes the use, once a minute at most. */
export async function readSession({ db, clock }: { db: Db; clock: Clock }, token: string): Promise<Session | null> {
  const sessionHash = hashSecret(token)
  const row = await findSession(db, sessionHash)
  const now = clock()
  if (!row || row.banned_at !== null || !isLive(row, row.role, now)) return null
  if (now.getTime() - row.lastSeenAt.getTime() >= NOTED_EVERY) await touchSession(db, sessionHash, now)
  const { account, email, role, createdAt, hasSecondFactor, secondFactorAt, passwordAt, device } = row
  const emailVerified = row.email_verified_at !== null
  return {
    account,
    email,
    emailVerified,
    isAnonymous: isAnonymous(email),
    role,
    sessionHash,
    createdAt,
    hasSecondFactor,
    secondFactorAt,
    passwordAt,
    device,
  }
}

/** Logs out. A token that means nothing is no fault. */
export async function endSession({ db }: { db: Db }, token: string): Promise<void> {
  await deleteSession(db, hashSecret(token))
}

/** Ends one of the account's own, by its id in the list. Throws Refusal `not-found`. */
export async function endSessionById({ db }: { db: Db }, input: { account: string; session: string }): Promise<void> {
  const found = await deleteSessionOf(db, input.account, Buffer.from(input.session, 'hex'))
  if (!found) throw new Refusal('not-found', 'That session has ended already.')
}

/** Ends all of an account's, but the one whose hash is `except`. */
export async function endAllSessions({ db }: { db: Tx }, account: string, except: Buffer | null = null): Promise<void> {
  await deleteSessionsOf(db, account, except)
}

/** Ends all of the account's but this one. */
export async function endOtherSessions({ db }: { db: Db }, { account, sessionHash }: Session): Promise<void> {
  await db.transaction().execute((tx) => endAllSessions({ db: tx }, account, sessionHash))
}

/** Those that would still be let in, the one used last first. `id` names one in a form and opens nothing. */
export async function listSessions({ db, clock }: { db: Db; clock: Clock }, account: string) {
  const rows = await sessionsOf(db, account)
  const now = clock()
  return rows
    .filter((row) => isLive(row, row.role, now))
    .map(({ hash, createdAt, lastSeenAt, device }) => ({
      id: hash.toString('hex'),
      sessionHash: hash,
      createdAt,
      lastSeenAt,
      device,
    }))
}
