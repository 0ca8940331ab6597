// The SQL of nodes: rows, enrolment and generations.
import { sql } from 'kysely'
import type { Db, Tx } from '../db/open.ts'
import type { NodeMode } from '../db/schema.ts'

export async function nodeRows(db: Db) {
  return db.selectFrom('nodes').selectAll().orderBy('name').execute()
}

export type NodeRow = Awaited<ReturnType<typeof nodeRows>>[number]

export async function findNode(db: Db, id: string): Promise<NodeRow | undefined> {
  return db.selectFrom('nodes').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The node of this id or name, held until the transaction ends. */
export async function lockNode(tx: Tx, idOrName: string): Promise<NodeRow | undefined> {
  const query = tx.selectFrom('nodes').selectAll().forUpdate()
  return query.where((it) => it.or([it('id', '=', idOrName), it('name', '=', idOrName)])).executeTakeFirst()
}

/** Whether this nonce of the node is new; from now on it is not. */
export async function noteRequest(db: Db, node: string, nonce: string, now: Date): Promise<boolean> {
  const row = { node_id: node, nonce, seen_at: now }
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('node_requests')
    .values(row)
    .onConflict((it) => it.doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

export interface UsedIdentity {
  identity_from: Date
  identity_until: Date
  identity_sha256: Buffer
  identity_used_at: Date
}

/** From now on the node is who came with this; false when another request has shown a newer one, or another of the same second. */
export async function useIdentity(db: Db, node: string, identity: UsedIdentity): Promise<boolean> {
  const { identity_from: from, identity_sha256: sha256 } = identity
  const { numUpdatedRows } = await db
    .updateTable('nodes')
    .set(identity)
    .where('id', '=', node)
    .where((it) => {
      const isSame = it.or([it('identity_sha256', 'is', null), it('identity_sha256', '=', sha256)])
      const isNewer = it('identity_from', '<', from)
      return it.or([it('identity_from', 'is', null), isNewer, it.and([it('identity_from', '=', from), isSame])])
    })
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}

/** Nodes that customers can be sent to, by name. */
export async function servingNodes(db: Db) {
  return db
    .selectFrom('nodes')
    .select(['id', 'name', 'location', 'address', 'wireguard_port', 'openvpn_port', 'wireguard_public_key'])
    .where('mode', '=', 'active')
    .where('enrolled_at', 'is not', null)
    .where('address', 'is not', null)
    .orderBy('name')
    .execute()
}

export interface NewNode {
  id: string
  name: string
  location: string | null
  address: string | null
  created_at: Date
  enrol_token_hash: Buffer
  enrol_expires_at: Date
}

export async function insertNode(tx: Tx, row: NewNode): Promise<boolean> {
  const query = tx.insertInto('nodes').values({ ...row, ...NEVER_ENROLLED })
  const { numInsertedOrUpdatedRows } = await query
    .onConflict((it) => it.column('name').doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

const NEVER_ENROLLED = {
  enrolled_at: null,
  credential_hash: null,
  identity_from: null,
  identity_until: null,
  identity_sha256: null,
  identity_used_at: null,
  wireguard_public_key: null,
  openvpn_certificate: null,
  openvpn_public_key: null,
  certificate_not_after: null,
  state_digest: null,
  acknowledged_at: null,
  last_seen_at: null,
  clock_offset_ms: null,
  agent_version: null,
}

export async function renewEnrolment(
  tx: Tx,
  node: string,
  row: Omit<NewNode, 'id' | 'name' | 'created_at'>,
): Promise<void> {
  await tx.updateTable('nodes').set(row).where('id', '=', node).execute()
}

/** The node that this token may still enrol. */
export async function nodeOfToken(db: Db, tokenHash: Buffer, now: Date): Promise<string | undefined> {
  const query = db
    .selectFrom('nodes')
    .select('id')
    .where('enrol_token_hash', '=', tokenHash)
    .where('mode', '<>', 'retired')
  return (await query.where('enrol_expires_at', '>', now).executeTakeFirst())?.id
}

export interface Enrolment extends UsedIdentity {
  wireguard_public_key: string
  openvpn_public_key: string
  openvpn_certificate: string
  certificate_not_after: Date
  agent_version: string
  enrolled_at: Date
}

/** Spends the token: of those who come with it at once, one is told so. `from` is the address when none was given. */
export async function spendEnrolToken(tx: Tx, tokenHash: Buffer, enrolment: Enrolment, from: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('nodes')
    .set((it) => ({
      ...enrolment,
      address: it.fn.coalesce('address', it.val(from)),
      enrol_token_hash: null,
      enrol_expires_at: null,
      credential_hash: null, // what it showed before it signed
      last_seen_at: enrolment.enrolled_at,
    }))
    .where('enrol_token_hash', '=', tokenHash)
    .where('enrol_expires_at', '>', enrolment.enrolled_at)
    .where('mode', '<>', 'retired')
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}

export async function setMode(tx: Tx, node: string, mode: NodeMode): Promise<void> {
  const spent = mode === 'retired' ? { enrol_token_hash: null, enrol_expires_at: null } : {}
  await tx
    .updateTable('nodes')
    .set({ mode, ...spent })
    .where('id', '=', node)
    .execute()
}

/** Raises the generation for a new content, unless somebody raised it since it was read: null. */
export async function raiseGeneration(db: Db, node: string, read: bigint, digest: Buffer): Promise<bigint | null> {
  const row = await db
    .updateTable('nodes')
    .set({ generation: sql`generation + 1`, state_digest: digest })
    .where('id', '=', node)
    .where('generation', '=', read)
    .returning('generation')
    .executeTakeFirst()
  return row?.generation ?? null
}

/** Replaces the certificate that ends at `before`; of several processes one does it. */
export async function replaceCertificate(
  db: Db,
  node: string,
  before: Date | null,
  certificate: { pem: string; notAfter: Date },
): Promise<void> {
  await db
    .updateTable('nodes')
    .set({ openvpn_certificate: certificate.pem, certificate_not_after: certificate.notAfter })
    .where('id', '=', node)
    .where('certificate_not_after', 'is not distinct from', before)
    .execute()
}
