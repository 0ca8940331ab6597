// The SQL of what all nodes share: the one row `fleet`, and the pools.
import type { Db, Tx } from '../db/open.ts'
import type { Protocol, Schema } from '../db/schema.ts'
import type { Pool } from './core/ipam.ts'

export async function fleetRow(db: Db) {
  return db.selectFrom('fleet').selectAll().where('id', '=', 1).executeTakeFirst()
}

/** Of several processes that start at once one inserts, and all read its row. */
export async function insertFleet(tx: Tx, row: Omit<Schema['fleet'], 'id'>): Promise<boolean> {
  const query = tx.insertInto('fleet').values({ id: 1, ...row })
  const { numInsertedOrUpdatedRows } = await query
    .onConflict((it) => it.column('id').doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

export async function updateEpoch(tx: Tx, epoch: string): Promise<void> {
  await tx.updateTable('fleet').set({ epoch }).where('id', '=', 1).execute()
}

export async function epochOf(db: Db): Promise<string> {
  return (await db.selectFrom('fleet').select('epoch').where('id', '=', 1).executeTakeFirstOrThrow()).epoch
}

export async function readPools(db: Db): Promise<Record<Protocol, Pool>> {
  const rows = await db.selectFrom('pools').selectAll().execute()
  const poolOf = (protocol: Protocol): Pool => {
    const row = rows.find((it) => it.protocol === protocol)
    if (!row) throw new Error(`The table pools has no row for ${protocol}.`)
    return { network4: row.network4, network6: row.network6 }
  }
  return { wireguard: poolOf('wireguard'), openvpn: poolOf('openvpn') }
}
