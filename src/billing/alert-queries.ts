// The SQL of alerts. Invariant: what staff settled stays settled, also while news of the same customer come.
import type { Db, Tx } from '../db/open.ts'
import type { AlertKind } from './core/alert-kinds.ts'
import type { Concern } from './core/converge.ts'

/**
 * Opens what is new among `concerns`, resolves what is no longer among them; `about` says whose concerns these are. What staff have
 * acknowledged stays resolved.
 */
export async function writeAlerts(tx: Tx, about: string, concerns: Concern[], at: Date): Promise<void> {
  const subjects = concerns.map((concern) => `${about} ${concern.subject}`)
  await tx
    .updateTable('alerts')
    .set({ resolved_at: at })
    .where('resolved_at', 'is', null)
    .where('subject', 'like', `${about} %`)
    .where((eb) => (subjects.length > 0 ? eb('subject', 'not in', subjects) : eb.lit(true)))
    .execute()
  const settled = await acknowledged(tx, subjects)
  const rows = concerns
    .map(({ kind, subject, detail }) => ({
      kind,
      subject: `${about} ${subject}`,
      detail,
      since: at,
      resolved_at: null,
    }))
    .filter(({ kind, subject }) => !settled.has(`${kind} ${subject}`))
  if (rows.length === 0) return
  await tx
    .insertInto('alerts')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['kind', 'subject']).where('resolved_at', 'is', null).doNothing())
    .execute()
}

/** Of the open ones about this, those of which nobody was told; from now on they count as told. */
export function markTold(tx: Tx, about: string, at: Date): Promise<{ id: bigint; kind: string; detail: string }[]> {
  return tx
    .updateTable('alerts')
    .set({ told_at: at })
    .where('resolved_at', 'is', null)
    .where('told_at', 'is', null)
    .where('subject', 'like', `${about} %`)
    .returning(['id', 'kind', 'detail'])
    .execute()
}

/** Waits for staff who are just settling one of these, and keeps others from it until the transaction ends. */
async function acknowledged(tx: Tx, subjects: string[]): Promise<Set<string>> {
  if (subjects.length === 0) return new Set()
  const ofThese = tx.selectFrom('alerts').where('subject', 'in', subjects)
  await ofThese.select('id').where('resolved_at', 'is', null).orderBy('id').forUpdate().execute()
  const rows = await ofThese.select(['kind', 'subject']).where('acknowledged_by', 'is not', null).execute()
  return new Set(rows.map(({ kind, subject }) => `${kind} ${subject}`))
}

/** False when it is not open, or not one of these kinds. */
export async function acknowledgeAlert(tx: Tx, id: bigint, kinds: readonly string[], by: string, at: Date) {
  return tx
    .updateTable('alerts')
    .set({ resolved_at: at, acknowledged_by: by })
    .where('id', '=', id)
    .where('kind', 'in', kinds)
    .where('resolved_at', 'is', null)
    .returning(['kind', 'subject'])
    .executeTakeFirst()
}

/** Whom alerts of this kind stand open about, as `writeAlerts` was told, and since when. */
export async function openAlertsOf(db: Db, kind: AlertKind): Promise<Map<string, Date>> {
  const query = db.selectFrom('alerts').select(['subject', 'since']).where('kind', '=', kind)
  const rows = await query.where('resolved_at', 'is', null).execute()
  return new Map(rows.map(({ subject, since }) => [subject.split(' ')[0] ?? subject, since]))
}
