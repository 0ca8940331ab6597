// A device gets another name. Nodes know devices by id, so nothing changes for a running tunnel.
import { audit } from '../accounts/audit.ts'
import type { Db } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { nameTaken } from './add-device.ts'
import { NAME_RULE, parseName } from './core/device-name.ts'
import { isNameTaken, setName } from './device-queries.ts'
import { lockOwnDevice } from './own-device.ts'

/** Throws Refusal `invalid`, `taken` or `not-found`. */
export async function renameDevice(
  { db, clock }: { db: Db; clock: Clock },
  account: string,
  device: string,
  newName: string,
): Promise<void> {
  const name = parseName(newName)
  if (name === null) throw new Refusal('invalid', NAME_RULE)
  await db.transaction().execute(async (tx) => {
    await lockOwnDevice(tx, account, device)
    if (await isNameTaken(tx, account, name, device)) throw nameTaken(name)
    await setName(tx, device, name)
    await audit(tx, clock, { actor: account, action: 'device.rename', subject: device })
  })
}
