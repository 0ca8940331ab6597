// Devices as pages and exports show them: facts, addresses, and the state with its reason.
// Invariant: every reader names the account; a device of another account is not found.
import { accessOf, accessOfAll } from '../billing/access.ts'
import type { AccessFacts } from '../billing/core/entitlement.ts'
import type { Db } from '../db/open.ts'
import type { Protocol } from '../db/schema.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { deviceState, type DeviceState } from './core/device-state.ts'
import { deviceStandings, type DeviceFacts, type DeviceStanding } from './core/device-standing.ts'
import { addressesOf, type Pool } from './core/ipam.ts'
import { deviceRows, removedDeviceRows, usageRows, type DeviceRow } from './device-queries.ts'
import { readPools } from './fleet-queries.ts'

interface Needs {
  db: Db
  clock: Clock
  graceDays: number
}

export interface DeviceView {
  id: string
  name: string
  protocol: Protocol
  state: DeviceState
  reason: string
  /** IPv4 and IPv6 inside the tunnel; none once it is removed. */
  addresses: string[]
  publicKey: string | null
  createdAt: Date
  /** When a node last heard of it, as far as nodes have reported. */
  lastSeen: Date | null
  /** Bytes that nodes have counted since the device last began on each. */
  received: bigint
  sent: bigint
  /** OpenVPN: the end of its certificate. */
  certificateNotAfter: Date | null
}

/** The account's live devices, oldest first. */
export async function listDevices({ db, clock, graceDays }: Needs, account: string): Promise<DeviceView[]> {
  const facts = await accessOf(db, account)
  const access = new Map(facts ? [[account, facts]] : [])
  return viewsOf(db, await deviceRows(db, [account]), standingsOf(access, clock(), graceDays))
}

/** Throws Refusal `not-found` for a device that is removed, foreign or never was. */
export async function readDevice(needs: Needs, account: string, device: string): Promise<DeviceView> {
  const found = (await listDevices(needs, account)).find((it) => it.id === device) // its standing depends on the others
  if (!found) throw new Refusal('not-found', 'There is no such device.')
  return found
}

/** The devices of one account, or of all, by account; removed ones too. */
export async function exportDevices(
  { db, clock, graceDays }: Needs,
  account: string | null,
): Promise<Map<string, DeviceView[]>> {
  const accounts = account === null ? null : [account]
  const access = await accessOfAll(db)
  const live = await deviceRows(db, accounts)
  const removed = await removedDeviceRows(db, accounts)
  const views = await viewsOf(db, [...live, ...removed], standingsOf(access, clock(), graceDays))
  const owner = new Map([...live, ...removed].map((row) => [row.id, row.account_id]))
  return Map.groupBy(views, (view) => owner.get(view.id) ?? '')
}

type Standings = (live: DeviceRow[]) => Map<string, DeviceStanding>

function standingsOf(access: ReadonlyMap<string, AccessFacts>, now: Date, graceDays: number): Standings {
  return (live) => deviceStandings(live.map(factsOf), access, now, graceDays)
}

/** What a device's standing follows from. */
export function factsOf(row: DeviceRow): DeviceFacts {
  const hasKey = row.protocol === 'wireguard' ? row.public_key !== null : row.serial !== null
  const key = hasKey ? { notAfter: row.not_after } : null
  return { id: row.id, account: row.account_id, createdAt: row.created_at, key }
}

async function viewsOf(db: Db, rows: DeviceRow[], standings: Standings): Promise<DeviceView[]> {
  const pools = await readPools(db)
  const usage = new Map(
    (
      await usageRows(
        db,
        rows.map((row) => row.id),
      )
    ).map((row) => [row.device_id, row]),
  )
  const standing = standings(rows.filter((row) => row.removed_at === null))
  return rows.map((row) => {
    const used = usage.get(row.id)
    return {
      id: row.id,
      name: row.name,
      protocol: row.protocol,
      ...deviceState(standing.get(row.id) ?? null, row.protocol),
      addresses: addressesIn(pools[row.protocol], row.host),
      publicKey: row.public_key,
      createdAt: row.created_at,
      lastSeen: used?.last_seen ?? null,
      received: BigInt(used?.received ?? 0),
      sent: BigInt(used?.sent ?? 0),
      certificateNotAfter: row.not_after,
    }
  })
}

function addressesIn(pool: Pool, host: number | null): string[] {
  if (host === null) return []
  const { ipv4, ipv6 } = addressesOf(pool, host)
  return [ipv4, ipv6]
}
