// Converges one customer on Stripe's truth: fetch, decide, write unless something newer is there. Webhooks, the success page, the
// sweep and the admin's button all end here, so doubled, late, lost and reordered events need no code of their own.
// Invariant: a fetch that began earlier never overwrites what a later one wrote (tickets), and no call to Stripe is made while
// a transaction is open.
import { closureOf } from '../accounts/closure-queries.ts'
import type { Persons } from '../accounts/persons.ts'
import type { Db, Tx } from '../db/open.ts'
import { notifyFleet } from '../db/notify.ts'
import type { Queue } from '../db/queue.ts'
import type { Clock } from '../lib/clock.ts'
import { newId } from '../lib/token.ts'
import { accessOf } from './access.ts'
import { accessRow, writeAccess } from './access-queries.ts'
import { plansByPrice } from './plan-queries.ts'
import { raiseAlerts } from './alerts.ts'
import { paidAfterDeletion } from './core/closed-account.ts'
import { concernsIn, paidAccess } from './core/converge.ts'
import { correctionFor, type Correction } from './core/correction.ts'
import { correctedBefore } from './correction-queries.ts'
import { moneyConcerns, WARNED_FOR_MS } from './core/money-concerns.ts'
import { entitlement, type Plan } from './core/entitlement.ts'
import { postingsFor } from './core/ledger.ts'
import { post } from './ledger-queries.ts'
import { customerFacts, type CustomerFacts } from './core/stripe-facts.ts'
import { lettersFor } from './core/letters.ts'
import * as inbox from './event-queries.ts'
import { mailLetters } from './mail-changes.ts'
import type { Gateway } from './stripe.ts'
import { noteTrials } from './note-trials.ts'
import { askCheckouts, settleCheckouts, type AskedCheckout } from './settle-checkout.ts'
import * as queries from './stripe-queries.ts'

export interface SyncNeeds {
  db: Db
  stripe: Pick<Gateway, 'fetchCustomer' | 'checkoutStatus'>
  queue: Queue
  clock: Clock
  baseUrl: URL
  graceDays: number
  persons: Persons
}

/** A customer that is not ours is a count in the inbox, not an error. Throws when Stripe does not answer: the job tries again. */
export async function syncCustomer(needs: SyncNeeds, customer: string): Promise<void> {
  const { db, stripe, clock } = needs
  const [[ours], { ticket, events }] = await Promise.all([
    queries.customersOf(db, [customer]),
    inbox.beginFetch(db, customer),
  ])
  if (!ours) return inbox.settleEvents(db, events, 'ignored', 'A customer of another system.', clock())

  try {
    const { account_id: account } = ours
    // Asked first: a checkout that is complete by now has its subscription in what is fetched after.
    const [checkouts, plans] = await Promise.all([askCheckouts(needs, account), plansByPrice(db)])
    const snapshot = await stripe.fetchCustomer(customer)
    await write(needs, { customer, account, ticket, facts: customerFacts(snapshot), plans, checkouts, events })
    await enqueueIfNew(needs, customer)
  } catch (error) {
    await inbox.failEvents(db, events, error instanceof Error ? error.message : 'unknown')
    throw error
  }
}

/**
 * An event may be stored while this job already runs and find it still waiting in the queue, so that it adds none of its own.
 * What is open now came in meanwhile.
 */
async function enqueueIfNew({ db, queue }: SyncNeeds, customer: string): Promise<void> {
  if ((await inbox.openEvents(db, customer)).length === 0) return
  await db.transaction().execute((tx) => queue.enqueue(tx, 'sync-customer', [{ key: customer, data: { customer } }]))
}

/** The same for an account, at once; nothing to do when it never began to buy. */
export async function syncAccount(needs: SyncNeeds, account: string): Promise<void> {
  const customer = await queries.customerOf(needs.db, account)
  if (customer) await syncCustomer(needs, customer.id)
}

interface Convergence {
  customer: string
  account: string
  ticket: bigint
  facts: CustomerFacts
  plans: Map<string, Plan>
  checkouts: AskedCheckout[]
  events: string[]
}

async function write(
  needs: SyncNeeds,
  { customer, account, ticket, facts, plans, checkouts, events }: Convergence,
): Promise<void> {
  const now = needs.clock()
  await needs.db.transaction().execute(async (tx) => {
    const isNewest = await queries.claimWrite(tx, customer, ticket, now)
    if (isNewest) {
      await writeCopies(tx, account, facts, plans)
      await post(tx, account, postingsFor(facts), now)
      await converge(tx, account, facts, plans, now)
      const warnings = await inbox.fraudWarnings(tx, customer, new Date(now.getTime() - WARNED_FOR_MS))
      const again = await noteTrials(needs, tx, account, facts)
      const correction = await correctionOf(tx, account, facts, now)
      const concerns = [...concernsIn(facts, plans, correction.owed), ...moneyConcerns(facts, warnings), ...again]
      const closure = await closureOf(tx, account)
      if (closure) concerns.push(...paidAfterDeletion(facts.payments, account, closure.asked_at))
      if (closure && facts.live.length > 0) {
        await needs.queue.enqueue(tx, 'close-account', [{ key: account, data: { account } }])
      } else if (correction.cancel.length > 0 || correction.refund.length > 0) {
        await needs.queue.enqueue(tx, 'end-second-subscription', [{ key: account, data: { account } }])
      }
      await raiseAlerts(needs, tx, customer, concerns)
      const access = await accessOf(tx, account)
      const entitled = access && entitlement(access, now, needs.graceDays)
      const cutOff = entitled && 'cutOff' in entitled ? entitled.cutOff : null
      await mailLetters(needs, tx, account, lettersFor(facts, plans, cutOff, now))
    }
    await settleCheckouts(tx, checkouts, facts, now)
    await inbox.settleEvents(tx, events, 'done', null, now)
  })
}

/** What was done before is asked of the few for whom it matters: a sync is not to cost the others a statement. */
async function correctionOf(tx: Tx, account: string, facts: CustomerFacts, now: Date): Promise<Correction> {
  const concerned = facts.subscriptions.length > 1 || facts.payments.some(({ status }) => status === 'failed')
  return concerned
    ? correctionFor(facts, await correctedBefore(tx, account), now)
    : { cancel: [], refund: [], owed: [] }
}

async function writeCopies(tx: Tx, account: string, facts: CustomerFacts, plans: Map<string, Plan>): Promise<void> {
  const subscriptions = facts.subscriptions.map((fact) => ({ ...fact, planId: plans.get(fact.priceId)?.id ?? null }))
  await queries.upsertSubscriptions(tx, account, subscriptions)
  await queries.upsertPayments(
    tx,
    account,
    facts.payments.map((fact) => ({ ...fact, id: newId('pay') })),
  )
  await queries.upsertRefunds(tx, facts.refunds)
  await queries.upsertDisputes(tx, facts.disputes)
}

/** Writes access only when it differs, and says "look again" to the nodes in the same transaction. */
async function converge(
  tx: Tx,
  account: string,
  facts: CustomerFacts,
  plans: Map<string, Plan>,
  now: Date,
): Promise<void> {
  const { planId, paidUntil } = paidAccess(facts.periods, plans, now)
  const row = { plan_id: planId, paid_until: paidUntil, standing: facts.standing, disputed: facts.disputed }
  const current = await accessRow(tx, account)
  const isSame =
    current !== undefined &&
    current.plan_id === row.plan_id &&
    current.paid_until?.getTime() === row.paid_until?.getTime() &&
    current.standing === row.standing &&
    current.disputed === row.disputed
  if (isSame) return
  await writeAccess(tx, account, row, now)
  await notifyFleet(tx)
}
