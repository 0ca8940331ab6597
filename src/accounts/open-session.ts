// The end of every log-in: a session, and a mail when it was opened on a device that the account does not know.
// Invariant: the caller holds the account's row, so two log-ins at once see each other.
import type { Clock } from '../lib/clock.ts'
import type { Tx } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import type { Role } from '../db/schema.ts'
import { sendMail } from '../mail/send.ts'
import type { KnownDevices } from './known-device.ts'
import { noteLogIn } from './queries.ts'
import { createSession } from './session.ts'
import { linkTo } from './token.ts'

export interface Opened {
  account: string
  role: Role
  sessionToken: string
  /** For a long-lived cookie of this device. */
  knownDevice: string
}

/** Where somebody logs in: what an earlier log-in left on the device, and what the device calls itself. */
export interface Whence {
  knownDevice: string | null
  /** Such as "Firefox on Windows". */
  device: string | null
}

export async function openSession(
  needs: { clock: Clock; queue: Queue; baseUrl: URL; knownDevices: KnownDevices },
  tx: Tx,
  account: { id: string; role: Role },
  { knownDevice, device }: Whence,
  secondFactorAt: Date | null = null,
): Promise<Opened> {
  const { clock, baseUrl, knownDevices } = needs
  const { id, role } = account
  const at = clock()
  const before = await noteLogIn(tx, id, at)
  const isNew = before.loggedInAt !== null && !knownDevices.recognises(knownDevice, before)
  if (isNew && before.verifiedAt !== null) {
    const data = { device, at, sessions: linkTo(baseUrl, '/account'), reset: linkTo(baseUrl, '/reset-password') }
    await sendMail(needs, tx, { to: before.email, account: id, template: 'new-device', data })
  }
  const sessionToken = await createSession(tx, clock, account, { secondFactorAt, device })
  return { account: id, role, sessionToken, knownDevice: knownDevices.issue(before) }
}
