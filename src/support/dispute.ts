// What answers a bank's question, gathered from where it is kept: who bought what, when he confirmed his address, which mails told
// him of it, which devices used it. Read only.
import { accountCard } from '../accounts/queries.ts'
import { disputeById, listDisputes } from '../billing/dispute-queries.ts'
import type { Db } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { mailsTo } from '../mail/queries.ts'
import { evidenceText } from './core/evidence.ts'
import { readCustomer } from './customer.ts'

/** Those that wait for an answer first, by their deadline; then the newest. */
export function disputes({ db }: { db: Db }, limit: number) {
  return listDisputes(db, limit)
}

/** `id` is Stripe's. Refusal: `not-found`. */
export async function readDispute(needs: { db: Db; clock: Clock; graceDays: number }, id: string) {
  const dispute = await disputeById(needs.db, id)
  if (!dispute) throw new Refusal('not-found', 'There is no such dispute.')
  const [card, customer, mails] = await Promise.all([
    accountCard(needs.db, dispute.account),
    readCustomer(needs, dispute.account),
    mailsTo(needs.db, dispute.account),
  ])
  if (!card || !customer) throw new Refusal('not-found', 'There is no such dispute.')
  const { devices, money, timeline } = customer
  const facts = { dispute, card, devices, payments: money.payments, mails }
  return { dispute, card, devices, mails, timeline, text: evidenceText(facts) }
}
