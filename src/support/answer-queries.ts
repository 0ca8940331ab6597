// The SQL of answers that come by mail: where they may be sent to, and which were read.
import { ownsFactor } from '../accounts/two-factor-queries.ts'
import type { Db, Tx } from '../db/open.ts'
import type { TicketTables } from '../db/schema-tickets.ts'

export async function insertAddress(tx: Tx, row: TicketTables['ticket_addresses']): Promise<void> {
  await tx.insertInto('ticket_addresses').values(row).execute()
}

/** Whose answer to which ticket it is; undefined: the address was never given, or the ticket is gone. */
export function findAddress(db: Db, tokenHash: Buffer) {
  return (
    db
      .selectFrom('ticket_addresses')
      .innerJoin('tickets', 'tickets.id', 'ticket_id')
      .innerJoin('accounts', 'accounts.id', 'ticket_addresses.account_id')
      .select(['ticket_id as ticket', 'tickets.account_id as asker', 'ticket_addresses.account_id as account'])
      .select(['email_key as emailKey', 'banned_at as bannedAt'])
      // Staff cannot work without a second factor, on no way.
      .select(({ eb, and }) => and([eb('role', '!=', 'customer'), ownsFactor]).as('isStaff'))
      .where('token_hash', '=', tokenHash)
      .executeTakeFirst()
  )
}

/** Whose confirmed address it is; undefined: nobody's who may write here. One that was deleted has no such address any more. */
export async function writerOf(db: Db, emailKey: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('accounts')
    .select('id')
    .where('email_key', '=', emailKey)
    .where('email_verified_at', 'is not', null)
    .where('banned_at', 'is', null)
    .executeTakeFirst()
  return row?.id
}

/** Whether this mail stands in a ticket of the account. */
export async function wasRead(tx: Tx, account: string, hash: Buffer): Promise<boolean> {
  const row = await tx
    .selectFrom('ticket_mails')
    .innerJoin('tickets', 'tickets.id', 'ticket_id')
    .select('ticket_id')
    .where('account_id', '=', account)
    .where('message_hash', '=', hash)
    .executeTakeFirst()
  return row !== undefined
}

/** False: this mail was read before. Of two at once the later waits for the earlier. */
export async function insertTicketMail(tx: Tx, row: TicketTables['ticket_mails']): Promise<boolean> {
  const inserted = await tx
    .insertInto('ticket_mails')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('ticket_id')
    .executeTakeFirst()
  return inserted !== undefined
}
