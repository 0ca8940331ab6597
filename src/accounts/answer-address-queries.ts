// The SQL of the addresses at which mails of tickets are answered, as far as an account changes hands.
import type { Tx } from '../db/open.ts'

/** Mails that this account was sent so far can be answered no more: who had its mailbox has those addresses. */
export async function forgetAnswerAddresses(tx: Tx, account: string): Promise<void> {
  await tx.deleteFrom('ticket_addresses').where('account_id', '=', account).execute()
}
