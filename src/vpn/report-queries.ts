// The SQL of what nodes report. Of each device and node the newest word stands, no history.
import { sql } from 'kysely'
import type { Tx } from '../db/open.ts'

export interface NodeWord {
  acknowledged: number
  acknowledgedAt: Date
  clockOffsetMs: number
  agentVersion: string
  problems: string[]
}

/** `acknowledged` never exceeds what was given out: a node cannot claim a state that is not there. */
export async function updateNodeWord(tx: Tx, node: string, word: NodeWord): Promise<void> {
  await tx
    .updateTable('nodes')
    .set((it) => ({
      acknowledged: sql<bigint>`least(${word.acknowledged}::bigint, ${it.ref('generation')})`,
      acknowledged_at: word.acknowledgedAt,
      last_seen_at: word.acknowledgedAt,
      clock_offset_ms: word.clockOffsetMs,
      agent_version: word.agentVersion,
      problems: JSON.stringify(word.problems),
    }))
    .where('id', '=', node)
    .execute()
}

export interface DeviceWord {
  id: string
  protocol: string
  last_seen: Date | null
  received: number
  sent: number
}

/**
 * Devices that are not this fleet’s, or are removed, are passed over. A null `last_seen` keeps the one before: daemons
 * forget on restart. One that is ahead of our time is taken as now: the node's clock is wrong.
 */
export async function upsertDeviceWords(tx: Tx, node: string, words: DeviceWord[], at: Date): Promise<void> {
  await sql`
    insert into device_reports (device_id, node_id, last_seen, received, sent, reported_at)
    select distinct on (d.id) d.id, ${node}, case when r.last_seen < ${at} then r.last_seen when r.last_seen is not null then ${at} end,
      r.received, r.sent, ${at}
    from jsonb_to_recordset(${JSON.stringify(words)}::jsonb)
      as r (id text, protocol text, last_seen timestamptz, received bigint, sent bigint)
    join devices d on d.id = r.id and d.protocol = r.protocol and d.removed_at is null
    order by d.id
    on conflict (device_id, node_id) do update set
      last_seen = coalesce(excluded.last_seen, device_reports.last_seen),
      received = excluded.received, sent = excluded.sent, reported_at = excluded.reported_at
  `.execute(tx)
}

/** What nodes said of a device is kept no longer than the device. */
export async function forgetReports(tx: Tx, device: string): Promise<void> {
  await tx.deleteFrom('device_reports').where('device_id', '=', device).execute()
}
