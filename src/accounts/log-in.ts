// Opens a session for the right password. Invariant: an unknown address, an account without password and a wrong password
// take the same steps and get the same sentence; each failure counts for the account and for the network it came from.
// For an account with a second factor the password opens half a session only: two-factor-log-in.ts has the rest.
import type { Clock } from '../lib/clock.ts'
import type { Db } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import { fewAtOnce } from '../lib/few-at-once.ts'
import { Refusal } from '../lib/refusal.ts'
import { readEmail } from './email.ts'
import { logInOf } from './failed-log-in.ts'
import { deviceOwner } from './device-queries.ts'
import type { KnownDevices } from './known-device.ts'
import { networkOf } from './network.ts'
import { openSession, type Opened } from './open-session.ts'
import { standsAlone } from './password-rules.ts'
import { verifyPassword } from './password.ts'
import { findAccountByKey, holdPassword } from './queries.ts'
import type { LimitName, Throttle } from './throttle.ts'
import { createHalfSession } from './two-factor-log-in.ts'
import { hasFactor } from './two-factor-queries.ts'

/** Before the hash, which takes turns by itself, the database is asked: of its ten connections a storm of log-ins has three. */
const inTurn = fewAtOnce(3)
const WRONG = 'E-mail address or password is wrong.'
const TOO_SHORT_ALONE =
  'Two-step log-in is off, and your password is too short to be all that is asked for. Choose a longer one: press "Forgot your password?".'

export type LoggedIn = ({ step: 'done' } & Opened) | LogInHalf

interface LogInHalf {
  step: 'code'
  account: string
  halfToken: string
}

export type LogInNeeds = {
  db: Db
  clock: Clock
  queue: Queue
  throttle: Throttle
  baseUrl: URL
  knownDevices: KnownDevices
}

interface From {
  password: string
  network: string
  knownDevice: string | null
  device?: string | null
}

type Found = Awaited<ReturnType<typeof findAccountByKey>>
type To = From & { subject: string; wrong: string }

/**
 * `network` is the client's IP address, `knownDevice` the cookie that an earlier log-in gave. Throws Refusal `invalid`,
 * `too-many` with the seconds to wait, `unavailable`, and `forbidden` where the password was right: for a banned account, and
 * for a password that is shorter than one that stands alone. Each as a FailedLogIn where there is an account.
 */
export async function logIn(needs: LogInNeeds, input: From & { email: string }): Promise<LoggedIn> {
  const key = readEmail(input.email)?.key ?? ''
  const account = await inTurn(() => findAccountByKey(needs.db, key))
  return logInTo(needs, account, { ...input, subject: key || input.email, wrong: WRONG })
}

/** As `logIn`, for the account that was found: `subject` is what it was looked for by, `wrong` the sentence for a failure. */
export function logInTo(needs: LogInNeeds, account: Found, input: To): Promise<LoggedIn> {
  return logInOf(account?.id, () => tryLogIn(needs, account, input))
}

async function tryLogIn(needs: LogInNeeds, account: Found, input: To): Promise<LoggedIn> {
  const { db, clock, throttle, knownDevices } = needs
  const { subject, wrong, password } = input
  const isKnown = account !== undefined && knownDevices.recognises(input.knownDevice, deviceOwner(account))
  const counters = await inTurn(() => countAttempt(throttle, subject, networkOf(input.network), isKnown))

  const hash = account?.password_hash ?? null
  const isRight = await verifyPassword(hash, password)
  if (!account || hash === null || !isRight) throw new Refusal('invalid', wrong)
  await takeBack(throttle, counters)
  if (account.banned_at) throw new Refusal('forbidden', 'This account is suspended. Write to support to learn why.')

  return db.transaction().execute(async (tx): Promise<LoggedIn> => {
    // A password changed or a ban set since we looked ends all sessions: this one must not come after them.
    if (!(await holdPassword(tx, account.id, hash))) throw new Refusal('invalid', wrong)
    const { id, role } = account
    if (await hasFactor(tx, id)) {
      return { step: 'code', account: id, halfToken: await createHalfSession(tx, clock, id) }
    }
    if (!standsAlone(password)) throw new Refusal('forbidden', TOO_SHORT_ALONE)
    const { knownDevice, device = null } = input
    return { step: 'done', ...(await openSession(needs, tx, { id, role }, { knownDevice, device })) }
  })
}

type Counter = [name: LimitName, subject: string]

/** A device that the account knows is counted by itself, and with all others only once its own tries are used up. */
async function countAttempt(
  throttle: Throttle,
  subject: string,
  network: string,
  isKnown: boolean,
): Promise<Counter[]> {
  const device: Counter = ['log-in-device', subject]
  if (isKnown && (await throttle.trySpend(...device))) return [device]
  const counters: Counter[] = [
    ['log-in-network', network],
    ['log-in-account', subject],
    ['log-in-account-day', subject],
  ]
  for (const counter of counters) await throttle.spend(...counter)
  return counters
}

/** The account begins again at none; a network, which guessers may share, only gets this attempt back. */
async function takeBack(throttle: Throttle, counters: Counter[]): Promise<void> {
  for (const [name, subject] of counters) {
    await (name === 'log-in-network' ? throttle.giveBack(name, subject) : throttle.forget(name, subject))
  }
}
