// A customer adds a device: a name and a protocol. Its key is a second step (set-device-key.ts, make-profile.ts).
// Invariant: an account never has more live devices than its plan allows at the moment of adding, however many ask at once.
import { audit } from '../accounts/audit.ts'
import { lockAccessOf } from '../billing/access.ts'
import { entitlement } from '../billing/core/entitlement.ts'
import type { Db } from '../db/open.ts'
import type { Protocol } from '../db/schema.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { newId } from '../lib/token.ts'
import { allocateAddress } from './allocate-address.ts'
import { NAME_RULE, parseName } from './core/device-name.ts'
import { devices } from './core/device-state.ts'
import { countDevices, insertDevice, isNameTaken, isVerified } from './device-queries.ts'

export interface AddDeviceNeeds {
  db: Db
  clock: Clock
  graceDays: number
}

export interface NewDevice {
  name: string
  protocol: Protocol
}

/**
 * Throws Refusal `invalid` (name), `not-found` (account), `forbidden` (e-mail not verified), `no-access`, `limit`,
 * `taken` (name) or `unavailable` (no address left).
 */
export async function addDevice(
  { db, clock, graceDays }: AddDeviceNeeds,
  account: string,
  input: NewDevice,
): Promise<{ id: string }> {
  const name = parseName(input.name)
  if (name === null) throw new Refusal('invalid', NAME_RULE)
  const { protocol } = input
  return db.transaction().execute(async (tx) => {
    const facts = await lockAccessOf(tx, account) // one add at a time for an account
    if (!facts) throw new Refusal('not-found', 'There is no such account.')
    if (!(await isVerified(tx, account))) throw new Refusal('forbidden', 'Verify your e-mail address first.')
    const entitled = entitlement(facts, clock(), graceDays)
    if (entitled.state !== 'active' && entitled.state !== 'grace') {
      throw new Refusal('no-access', 'You have no access at the moment. Choose a plan or pay the open invoice first.')
    }
    const { deviceLimit } = entitled.plan
    if ((await countDevices(tx, account)) >= deviceLimit) {
      throw new Refusal('limit', `Your plan includes ${devices(deviceLimit)}. Remove one or choose a larger plan.`)
    }
    if (await isNameTaken(tx, account, name, null)) throw nameTaken(name)
    const id = newId('dev')
    await insertDevice(tx, { id, account_id: account, name, protocol, created_at: clock() })
    await allocateAddress(tx, clock, protocol, id)
    await audit(tx, clock, { actor: account, action: 'device.add', subject: id, detail: { account, protocol } })
    return { id } // no wake: without a key it changes no node
  })
}

/** The one sentence for a name that another device of the account has. */
export function nameTaken(name: string): Refusal {
  return new Refusal('taken', `You already have a device named ${name}. Choose another name.`)
}
