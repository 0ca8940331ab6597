// The SQL of device certificates. Of one device at most one is not revoked: an index says so.
import type { Db, Tx } from '../db/open.ts'

export interface CertificateRow {
  serial: string
  device_id: string
  certificate: string
  not_after: Date
  created_at: Date
}

export async function insertCertificate(tx: Tx, row: CertificateRow): Promise<void> {
  await tx
    .insertInto('certificates')
    .values({ ...row, revoked_at: null })
    .execute()
}

/** Revokes the device's certificate, when it has one. */
export async function revokeCertificates(tx: Tx, device: string, at: Date): Promise<void> {
  const query = tx.updateTable('certificates').set({ revoked_at: at }).where('device_id', '=', device)
  await query.where('revoked_at', 'is', null).execute()
}

/** Serials that nodes must refuse; those past their end are refused by every node anyway. */
export async function revokedSerials(db: Db, now: Date): Promise<string[]> {
  const query = db.selectFrom('certificates').select('serial').where('revoked_at', 'is not', null)
  return (await query.where('not_after', '>', now).orderBy('serial').execute()).map((row) => row.serial)
}
