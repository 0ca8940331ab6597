// The SQL of addresses. A host number of a pool belongs to one device for good until it is freed; rows are never deleted, so
// the highest number ever given is in the table.
import type { Tx } from '../db/open.ts'
import type { Protocol } from '../db/schema.ts'

/** Gives a number that was freed at or before `freedBefore` to the device; null: there is none that nobody else is taking. */
export async function reuseHost(tx: Tx, protocol: Protocol, device: string, freedBefore: Date): Promise<number | null> {
  const rested = await tx
    .selectFrom('addresses')
    .select('host')
    .where('protocol', '=', protocol)
    .where('device_id', 'is', null)
    .where('freed_at', '<=', freedBefore)
    .orderBy('freed_at')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
  if (!rested) return null
  const values = { device_id: device, freed_at: null }
  await tx
    .updateTable('addresses')
    .set(values)
    .where('protocol', '=', protocol)
    .where('host', '=', rested.host)
    .execute()
  return rested.host
}

/** The highest number ever given in the pool, or null; others who ask wait until the transaction ends. */
export async function lockHighestHost(tx: Tx, protocol: Protocol): Promise<number | null> {
  await tx.selectFrom('pools').select('protocol').where('protocol', '=', protocol).forNoKeyUpdate().execute()
  const query = tx
    .selectFrom('addresses')
    .select((it) => it.fn.max('host').as('host'))
    .where('protocol', '=', protocol)
  const { host } = await query.executeTakeFirstOrThrow()
  return host
}

export async function insertHost(tx: Tx, protocol: Protocol, host: number, device: string): Promise<void> {
  await tx.insertInto('addresses').values({ protocol, host, device_id: device, freed_at: null }).execute()
}

export async function freeHost(tx: Tx, device: string, at: Date): Promise<void> {
  await tx.updateTable('addresses').set({ device_id: null, freed_at: at }).where('device_id', '=', device).execute()
}
