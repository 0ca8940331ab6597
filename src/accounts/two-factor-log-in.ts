// The second half of a log-in. Invariant: a right password of an account with a second factor gives a half session, which
// opens nothing but this; it ends with the account's sessions, after ten minutes, and when a code was taken.
import type { Clock } from '../lib/clock.ts'
import type { Db, Tx } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Seal } from '../lib/seal.ts'
import { hashSecret, newSecret } from '../lib/token.ts'
import { logInOf } from './failed-log-in.ts'
import type { DeviceOwner, KnownDevices } from './known-device.ts'
import { openSession, type Opened, type Whence } from './open-session.ts'
import type { Throttle } from './throttle.ts'
import { takeCode } from './two-factor-code.ts'
import { deleteHalfSession, findHalfSession, holdAccount, insertHalfSession } from './two-factor-queries.ts'
import { countTry, forgetTries } from './two-factor-tries.ts'

type LogInNeeds = { db: Db; clock: Clock; queue: Queue; baseUrl: URL; knownDevices: KnownDevices }
type CodeNeeds = LogInNeeds & { phoneClock: Clock; seal: Seal; throttle: Throttle }

const LIFETIME = 10 * 60_000 // ms

/** The token for a cookie of its own. */
export async function createHalfSession(tx: Tx, clock: Clock, account: string): Promise<string> {
  const token = newSecret()
  const endsAt = new Date(clock().getTime() + LIFETIME)
  await insertHalfSession(tx, { id_hash: hashSecret(token), account_id: account, ends_at: endsAt })
  return token
}

/** Whether the token still leads to the question for the code. */
export async function halfSessionExists({ db, clock }: { db: Db; clock: Clock }, token: string): Promise<boolean> {
  return (await findHalfSession(db, hashSecret(token), clock())) !== undefined
}

/**
 * A session for a half one and a code. Throws Refusal `not-signed-in` when the half one is over, `invalid` for the code,
 * `too-many`; the latter two as a FailedLogIn.
 */
export async function completeLogIn(
  needs: CodeNeeds,
  { halfToken, code, ...whence }: { halfToken: string; code: string } & Whence,
): Promise<Opened> {
  const half = hashSecret(halfToken)
  const asker = orOver(await findHalfSession(needs.db, half, needs.clock()))
  return logInOf(asker.id, () => takeHalf(needs, asker, half, code, whence))
}

async function takeHalf(needs: CodeNeeds, asker: DeviceOwner, half: Buffer, code: string, whence: Whence) {
  const { db, clock, throttle, knownDevices } = needs
  const isKnown = knownDevices.recognises(whence.knownDevice, asker)
  const trier = { account: asker.id, as: isKnown ? 'known-device' : 'stranger' } as const
  await countTry(throttle, trier)
  const opened = await db.transaction().execute(async (tx) => {
    // The account first, as a ban does: so the two never wait for each other.
    const account = orOver(await holdAccount(tx, asker.id))
    if (account.banned_at) throw new Refusal('forbidden', 'This account is suspended. Write to support to learn why.')
    await takeCode(needs, tx, account.id, code)
    orOver((await deleteHalfSession(tx, half)) || undefined)
    return openSession(needs, tx, account, whence, clock())
  })
  await forgetTries(throttle, trier)
  return opened
}

function orOver<T>(found: T | undefined): T {
  if (found === undefined) throw new Refusal('not-signed-in', 'That took too long. Log in with your password again.')
  return found
}
