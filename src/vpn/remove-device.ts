// A device goes: its peer ends on every node, its certificate is revoked, its address rests for a day.
// Invariant: the row stays (whoever asks what happened finds it), but nothing of it can connect again.
import { audit } from '../accounts/audit.ts'
import { notifyFleet } from '../db/notify.ts'
import type { Db, Tx } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import { freeHost } from './address-queries.ts'
import { revokeCertificates } from './certificate-queries.ts'
import { markRemoved } from './device-queries.ts'
import { lockOwnDevice } from './own-device.ts'
import { forgetReports } from './report-queries.ts'

/** `actor` is the account itself, or the staff who do it for the customer. Throws Refusal `not-found`. */
export async function removeDevice(
  { db, clock }: { db: Db; clock: Clock },
  account: string,
  device: string,
  actor: string = account,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await lockOwnDevice(tx, account, device)
    await takeDown({ clock }, tx, { account, device, actor })
    await notifyFleet(tx)
  })
}

/** For a caller that holds the account, and wakes the fleet. */
export async function takeDown(
  { clock }: { clock: Clock },
  tx: Tx,
  { account, device, actor }: { account: string; device: string; actor: string },
): Promise<void> {
  const now = clock()
  await markRemoved(tx, device, now)
  await forgetReports(tx, device)
  await freeHost(tx, device, now)
  await revokeCertificates(tx, device, now)
  await audit(tx, clock, { actor, action: 'device.remove', subject: device, detail: { account } })
}
