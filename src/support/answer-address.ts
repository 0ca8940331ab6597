// Gives a mail of a ticket the address at which it is answered. Invariant: what cannot be guessed in it is new for each mail, says
// which ticket and which person, and is kept as a hash only, so it needs no key and no change of the master key touches it.
import type { Tx } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import { hashSecret, newSigns } from '../lib/token.ts'
import { answerAddress, TOKEN_SIGNS } from './core/answer-address.ts'
import { insertAddress } from './answer-queries.ts'

interface Needs {
  clock: Clock
  /** Where answers arrive; null: they do not. */
  inboundAddress: string | null
}

/** Null: mails are not answered by mail here. */
export async function newAnswerAddress(
  { clock, inboundAddress }: Needs,
  tx: Tx,
  whose: { ticket: string; account: string },
): Promise<string | null> {
  if (inboundAddress === null) return null
  const token = newSigns(TOKEN_SIGNS) // 130 random bits
  const { ticket, account } = whose
  await insertAddress(tx, {
    token_hash: hashSecret(token),
    ticket_id: ticket,
    account_id: account,
    created_at: clock(),
  })
  return answerAddress(inboundAddress, token)
}
