// The SQL of devices: rows, names and keys. (Addresses stand in address-queries.ts, certificates in certificate-queries.ts.)
import { sql } from 'kysely'
import type { Db, Tx } from '../db/open.ts'
import type { Protocol } from '../db/schema.ts'

/** Live devices with everything that their standing and their pages need; `accounts` null: of all accounts. */
export async function deviceRows(db: Db, accounts: string[] | null) {
  let query = withConnections(db).where('devices.removed_at', 'is', null)
  if (accounts) query = query.where('devices.account_id', 'in', accounts)
  return query.execute()
}

/** Removed devices, for exports. */
export async function removedDeviceRows(db: Db, accounts: string[] | null) {
  let query = withConnections(db).where('devices.removed_at', 'is not', null)
  if (accounts) query = query.where('devices.account_id', 'in', accounts)
  return query.execute()
}

export type DeviceRow = Awaited<ReturnType<typeof deviceRows>>[number]

function withConnections(db: Db) {
  return db
    .selectFrom('devices')
    .leftJoin('addresses', 'addresses.device_id', 'devices.id')
    .leftJoin('certificates', (join) =>
      join.onRef('certificates.device_id', '=', 'devices.id').on('certificates.revoked_at', 'is', null),
    )
    .select([
      'devices.id',
      'devices.account_id',
      'devices.name',
      'devices.protocol',
      'devices.public_key',
      'devices.preshared_key_sealed',
      'devices.created_at',
      'devices.removed_at',
      'addresses.host',
      'certificates.serial',
      'certificates.not_after',
    ])
    .orderBy('devices.created_at')
    .orderBy('devices.id')
}

/** A live device of this account, or undefined: what is foreign and what does not exist look the same. */
export async function ownDevice(db: Db, account: string, device: string) {
  const query = withConnections(db).where('devices.id', '=', device).where('devices.account_id', '=', account)
  return query.where('devices.removed_at', 'is', null).executeTakeFirst()
}

export async function countDevices(db: Db, account: string): Promise<number> {
  const query = db.selectFrom('devices').select((it) => it.fn.countAll<bigint>().as('count'))
  const live = query.where('account_id', '=', account).where('removed_at', 'is', null)
  return Number((await live.executeTakeFirstOrThrow()).count)
}

/** Whether another live device of the account has this name, whatever its case. */
export async function isNameTaken(db: Db, account: string, name: string, except: string | null): Promise<boolean> {
  let query = db.selectFrom('devices').select('id').where('account_id', '=', account).where('removed_at', 'is', null)
  query = query.where((it) => it(it.fn<string>('lower', ['name']), '=', name.toLowerCase()))
  if (except) query = query.where('id', '<>', except)
  return (await query.executeTakeFirst()) !== undefined
}

export interface NewDeviceRow {
  id: string
  account_id: string
  name: string
  protocol: Protocol
  created_at: Date
}

export async function insertDevice(tx: Tx, row: NewDeviceRow): Promise<void> {
  await tx
    .insertInto('devices')
    .values({ ...row, public_key: null, preshared_key_sealed: null, removed_at: null })
    .execute()
}

export async function setName(tx: Tx, device: string, name: string): Promise<void> {
  await tx.updateTable('devices').set({ name }).where('id', '=', device).execute()
}

export async function markRemoved(tx: Tx, device: string, at: Date): Promise<void> {
  await tx.updateTable('devices').set({ removed_at: at }).where('id', '=', device).execute()
}

/** Whether a live device or a node has this WireGuard key, other than `holder`, one of either. */
export async function isKeyTaken(db: Db, publicKey: string, holder: string): Promise<boolean> {
  const devices = db.selectFrom('devices').select('id').where('public_key', '=', publicKey)
  if (await devices.where('removed_at', 'is', null).where('id', '<>', holder).executeTakeFirst()) return true
  const nodes = db.selectFrom('nodes').select('id').where('wireguard_public_key', '=', publicKey)
  return (await nodes.where('id', '<>', holder).executeTakeFirst()) !== undefined
}

/** False when another live device took the key in the meantime; the index has the last word, and `tx` is then lost. */
export async function setKey(tx: Tx, device: string, publicKey: string, presharedKeySealed: string): Promise<boolean> {
  try {
    const values = { public_key: publicKey, preshared_key_sealed: presharedKeySealed }
    await tx.updateTable('devices').set(values).where('id', '=', device).execute()
    return true
  } catch (error) {
    if (!(error instanceof Error && 'constraint' in error && error.constraint === 'devices_public_key')) throw error
    return false
  }
}

export async function isVerified(db: Db, account: string): Promise<boolean> {
  const row = await db.selectFrom('accounts').select('email_verified_at').where('id', '=', account).executeTakeFirst()
  return row !== undefined && row.email_verified_at !== null
}

/** The newest word of all nodes on each device: seen last, and bytes over all nodes. */
export async function usageRows(db: Db, devices: string[]) {
  return db
    .selectFrom('device_reports')
    .select((it) => [
      'device_id',
      it.fn.max('last_seen').as('last_seen'),
      it.fn.sum<string>('received').as('received'),
      it.fn.sum<string>('sent').as('sent'),
    ])
    .where(sql<boolean>`device_id = any(${devices})`) // one parameter, however many devices
    .groupBy('device_id')
    .execute()
}
