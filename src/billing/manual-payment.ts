// What all that is decided on a manual payment has in common: the request as it stands, and whom to tell.
// Invariant: the account is held from the look at the request until the decision stands, so the first word counts.
import { accountCard } from '../accounts/queries.ts'
import type { Db, Tx } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { manualPayment, moveManualPayment, type ManualPayment } from './manual-payment-queries.ts'
import { lockAccount } from './queries.ts'

export interface DecideNeeds {
  db: Db
  clock: Clock
  queue: Queue
  baseUrl: URL
}

export interface ManualDecision {
  /** Id of the request. */
  payment: string
  /** How the decider knows: what stood on which statement. */
  note: string
  actor: string
}

/** Held until the transaction ends. Refusal: `not-found`. */
export async function holdRequest(tx: Tx, id: string): Promise<ManualPayment> {
  const found = await manualPayment(tx, id)
  if (!found) throw new Refusal('not-found', 'There is no such request.')
  await lockAccount(tx, found.account_id)
  return (await manualPayment(tx, id)) ?? found
}

/** As `holdRequest`, for staff. Refusals: `not-found`; `forbidden` for a payment of their own. */
export async function holdOthersRequest(tx: Tx, { payment, actor }: ManualDecision): Promise<ManualPayment> {
  const request = await holdRequest(tx, payment)
  if (request.account_id !== actor) return request
  throw new Refusal('forbidden', 'This is your own payment: somebody else has to decide on it.')
}

/** Of a request that is held. A state that moved all the same is a fault. */
export async function decide(tx: Tx, { id, state }: ManualPayment, change: Parameters<typeof moveManualPayment>[3]) {
  if (!(await moveManualPayment(tx, id, state, change))) throw new Error(`${id} is no longer ${state}`)
}

export function decidedBefore(state: ManualPayment['state']): Refusal {
  const words = state === 'open' ? 'is still open' : `was ${state} already`
  return new Refusal('conflict', `This request ${words}. Load the page again to see it.`)
}

/** Refusal: `invalid`. */
export function checkNote(text: string): string {
  const note = text.trim()
  if (note === '' || note.length > 500) throw new Refusal('invalid', 'Say how you know, in up to 500 characters.')
  return note
}

/** Whom a mail about `what` became of the request goes to, and the page it names; null: nobody. */
export async function addressee(
  { baseUrl }: { baseUrl: URL },
  tx: Tx,
  { id, account_id: account }: ManualPayment,
  what: 'asked' | 'approved' | 'denied' | `returned:${bigint}`,
) {
  const card = await accountCard(tx, account)
  if (!card) return null
  const letter = { to: card.email, account, dedupeKey: `manual-payment:${id}:${what}` }
  return { letter, page: new URL('/manual-payments', baseUrl).href }
}
