// The SQL of answers that staff keep ready.
import type { Db, Tx } from '../db/open.ts'

export function answerRows(db: Db) {
  return db.selectFrom('canned_answers').select(['id', 'name', 'body']).orderBy('name').orderBy('id').execute()
}

export function answerRow(db: Db, id: string) {
  return db.selectFrom('canned_answers').select(['id', 'name', 'body']).where('id', '=', id).executeTakeFirst()
}

interface Row {
  id: string
  name: string
  body: string
  changed_at: Date
}

/** False: another has this name. */
export async function insertAnswer(tx: Tx, row: Row): Promise<boolean> {
  const inserted = await tx
    .insertInto('canned_answers')
    .values(row)
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returning('id')
    .executeTakeFirst()
  return inserted !== undefined
}

/** Whoever changes or makes answers waits here for the other, so that a name that is free stays so. */
export async function lockAnswers(tx: Tx): Promise<{ id: string; name: string }[]> {
  return tx.selectFrom('canned_answers').select(['id', 'name']).orderBy('id').forUpdate().execute()
}

export async function updateAnswer(tx: Tx, { id, ...row }: Row): Promise<void> {
  await tx.updateTable('canned_answers').set(row).where('id', '=', id).execute()
}

/** False: there was none. */
export async function deleteAnswer(tx: Tx, id: string): Promise<boolean> {
  const [{ numDeletedRows } = { numDeletedRows: 0n }] = await tx
    .deleteFrom('canned_answers')
    .where('id', '=', id)
    .execute()
  return numDeletedRows > 0n
}
