// Which devices are served, until when, and why others are not. Nodes and pages both ask here, so they cannot disagree.
// Invariant: entitlement is billing's word; over the plan's limit the devices added first stay and the newest rest, and a
// larger plan brings them back as they were.
import { entitlement, servedUntil, type AccessFacts, type Entitlement } from '../../billing/core/entitlement.ts'

export interface DeviceFacts {
  id: string
  account: string
  createdAt: Date
  /** WireGuard: it has a public key. OpenVPN: the end of its certificate. Null: there is nothing to connect with yet. */
  key: { notAfter: Date | null } | null
}

export type DeviceStanding =
  /** `notAfter`: when it ends if nothing more is heard; null: no planned end. */
  | { state: 'served'; notAfter: Date | null }
  | { state: 'waiting'; expired: boolean }
  | { state: 'suspended'; reason: 'limit'; limit: number }
  | { state: 'suspended'; reason: 'dispute' | 'ban' }
  | { state: 'no-access'; since: Date | null }

/** The standing of each live device by its id. `devices` are all the live ones of their accounts. */
export function deviceStandings(
  devices: readonly DeviceFacts[],
  access: ReadonlyMap<string, AccessFacts>,
  now: Date,
  graceDays: number,
): Map<string, DeviceStanding> {
  const standings = new Map<string, DeviceStanding>()
  for (const [account, own] of Map.groupBy(devices, (device) => device.account)) {
    const facts = access.get(account)
    const entitled: Entitlement = facts ? entitlement(facts, now, graceDays) : { state: 'none' }
    const endOf = (place: number) => (facts ? servedUntil(facts, place, now, graceDays) : null)
    own.toSorted(byAge).forEach((device, place) => {
      standings.set(device.id, standingOf(device, place, entitled, { now, endOf }))
    })
  }
  return standings
}

function byAge(a: DeviceFacts, b: DeviceFacts): number {
  return a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1)
}

interface Times {
  now: Date
  /** When access or the plan that has room for the device at this place ends. */
  endOf(place: number): Date | null
}

function standingOf(device: DeviceFacts, place: number, entitled: Entitlement, { now, endOf }: Times): DeviceStanding {
  if (entitled.state === 'none') return { state: 'no-access', since: null }
  if (entitled.state === 'ended') return { state: 'no-access', since: entitled.since }
  if (entitled.state === 'suspended') return { state: 'suspended', reason: entitled.reason }
  const limit = entitled.plan.deviceLimit
  if (place >= limit) return { state: 'suspended', reason: 'limit', limit }
  if (device.key === null) return { state: 'waiting', expired: false }
  const keyEnds = device.key.notAfter
  if (keyEnds && keyEnds <= now) return { state: 'waiting', expired: true }
  return { state: 'served', notAfter: earlier(endOf(place), keyEnds) }
}

function earlier(a: Date | null, b: Date | null): Date | null {
  if (!a || !b) return a ?? b
  return a < b ? a : b
}
