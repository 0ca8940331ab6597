// Asks Stripe to do something with a subscription. The wish is a row before Stripe hears of it; what became of it is what Stripe says,
// and while that is open nothing else is asked for the same subscription.
// Invariant: one intent is one wish, under double clicks, several windows and lost replies.
import { audit } from '../accounts/audit.ts'
import type { Db, Tx } from '../db/open.ts'
import { Refusal } from '../lib/refusal.ts'
import { newId } from '../lib/token.ts'
import { checkReason } from './core/reason.ts'
import { holds, waitsForPayment } from './core/subscription-levels.ts'
import { settleOperation } from './operation-queries.ts'
import { lockAccount } from './queries.ts'
import type { Gateway } from './stripe.ts'
import type { Outcome } from './stripe-changing.ts'
import * as queries from './subscription-operation-queries.ts'
import { syncAccount, type SyncNeeds } from './sync-customer.ts'

export type { SubscriptionOperation } from './subscription-operation-queries.ts'

type Calls =
  | 'readSubscription'
  | 'changePrice'
  | 'schedulePrice'
  | 'releaseSchedule'
  | 'scheduleCancellation'
  | 'withdrawCancellation'
  | 'cancelNow'
  | 'pause'
  | 'unpause'
export type OperationNeeds = SyncNeeds & { stripe: Pick<Gateway, Calls> }

export interface Wish {
  kind: queries.SubscriptionOperation['kind']
  account: string
  subscription: string
  /** Of a change, or of what a schedule leads to. */
  price?: string
  /** The moment a change is counted from. */
  at?: Date
  /** That is released. */
  schedule?: string
  /** The same one, sent twice, is one wish. */
  intent: string
  reason: string
  actor: string
  /** What was decided is as it stood at this moment: refused when something else was done to the subscription since. */
  since?: Date
}

/** Stands in `failure` when nothing went wrong but the payment: the change is made when its invoice is paid. */
export const WAITS_FOR_PAYMENT = 'The change waits for its payment.'

/**
 * Gives the operation as it stands after Stripe was asked; `unknown` is looked into by itself (settle-operations.ts).
 * Refusals: `invalid` (reason); `conflict` when another one is open, or something was done since; `unavailable` when Stripe said no.
 */
export async function askStripe(needs: OperationNeeds, wish: Wish): Promise<queries.SubscriptionOperation> {
  const known = await askedBefore(needs, wish.intent)
  if (known) return known
  const operation = await claim(needs, wish)
  return unlessRefused(operation.state === 'pending' ? await sendOperation(needs, operation) : operation)
}

/** What became of a wish that was asked for before; undefined when it is new. Refusal: `unavailable` when Stripe said no. */
export async function askedBefore(
  needs: OperationNeeds,
  intent: string,
): Promise<queries.SubscriptionOperation | undefined> {
  const known = await queries.subscriptionOperationOf(needs.db, intent)
  if (!known) return undefined
  return unlessRefused(known.state === 'pending' ? await sendOperation(needs, known) : known)
}

/** Asks Stripe, writes the answer, and fetches what follows from it. Safe to repeat: the key is the operation's. */
export async function sendOperation(
  needs: OperationNeeds,
  operation: queries.SubscriptionOperation,
): Promise<queries.SubscriptionOperation> {
  return settle(needs, operation, await perform(needs, operation))
}

/** Finds out what became of it: whether the subscription is as it was wanted. `mayRepeat`: Stripe still knows the key. */
export async function lookIntoOperation(
  needs: OperationNeeds,
  operation: queries.SubscriptionOperation,
  mayRepeat: boolean,
): Promise<void> {
  const { fact } = await needs.stripe.readSubscription(operation.subscription_id)
  if (holds(operation, fact)) await settle(needs, operation, { state: 'succeeded', value: fact.scheduleId })
  else if (waitsForPayment(operation, fact)) await settle(needs, operation, WAITING)
  else if (mayRepeat) await sendOperation(needs, operation)
  else await settle(needs, operation, { state: 'not-sent' })
}

const WAITING = { state: 'failed', failure: WAITS_FOR_PAYMENT } as const
type Settled = Outcome<string | null> | { state: 'not-sent' }

async function settle(
  needs: OperationNeeds,
  operation: queries.SubscriptionOperation,
  outcome: Settled,
): Promise<queries.SubscriptionOperation> {
  const settled = {
    state: outcome.state,
    stripe_id: outcome.state === 'succeeded' ? outcome.value : null,
    failure: outcome.state === 'failed' ? outcome.failure : null,
    settled_at: outcome.state === 'unknown' ? null : needs.clock(),
  }
  await settleOperation(needs.db, operation.id, settled)
  if (outcome.state !== 'unknown') await syncAccount(needs, operation.account_id)
  return (await queries.subscriptionOperationOf(needs.db, operation.intent)) ?? operation // another try may have heard more
}

async function perform(needs: OperationNeeds, operation: queries.SubscriptionOperation): Promise<Settled> {
  const { stripe } = needs
  const { id, subscription_id: subscription, price_id: price, proration_at: at, schedule_id: schedule } = operation
  const target = { operation: id, subscription }
  switch (operation.kind) {
    case 'change':
      return change(needs, operation, { price: price ?? '', at: at ?? needs.clock() })
    case 'schedule':
      return stripe.schedulePrice({ ...target, price: price ?? '', interval: await intervalOf(needs.db, price ?? '') })
    case 'release':
      return stripe.releaseSchedule({ operation: id, schedule: schedule ?? '' })
    case 'cancel':
      return stripe.scheduleCancellation(target)
    case 'cancel-now':
      return stripe.cancelNow(target)
    case 'keep':
      return stripe.withdrawCancellation(target)
    case 'pause':
      return stripe.pause(target)
    case 'resume':
      return stripe.unpause({ ...target, at: operation.created_at })
  }
}

async function change(
  { stripe }: OperationNeeds,
  operation: queries.SubscriptionOperation,
  wanted: { price: string; at: Date },
): Promise<Settled> {
  const { id, subscription_id: subscription } = operation
  const outcome = await stripe.changePrice({ operation: id, subscription, ...wanted })
  if (outcome.state !== 'succeeded') return outcome
  return waitsForPayment(operation, outcome.value) ? WAITING : { state: 'succeeded', value: null }
}

async function intervalOf(db: Db, price: string): Promise<'month' | 'year'> {
  const known = await queries.priceById(db, price)
  if (!known) throw new Error(`${price} is no price of ours`)
  return known.interval
}

async function claim({ db, clock }: OperationNeeds, wish: Wish): Promise<queries.SubscriptionOperation> {
  const reason = checkReason(wish.reason)
  return db.transaction().execute(async (tx) => {
    await lockAccount(tx, wish.account)
    const again = await queries.subscriptionOperationOf(tx, wish.intent)
    if (again) return again
    const open = await openWish(tx, wish)
    if (open) return open
    await checkUntouched(tx, wish)
    const operation = await queries.insertSubscriptionOperation(tx, {
      id: newId('op'),
      kind: wish.kind,
      intent: wish.intent,
      account_id: wish.account,
      subscription_id: wish.subscription,
      price_id: wish.price ?? null,
      proration_at: wish.at ?? null,
      schedule_id: wish.schedule ?? null,
      charge_id: null,
      amount: null,
      currency: null,
      reason,
      actor: wish.actor,
      state: 'pending',
      stripe_id: null,
      failure: null,
      created_at: clock(),
      settled_at: null,
    })
    const detail = { operation: operation.id, subscription: wish.subscription, price: wish.price ?? null, reason }
    await audit(tx, clock, { actor: wish.actor, action: `subscription.${wish.kind}`, subject: wish.account, detail })
    return operation
  })
}

/** The same wish, from another window, while its outcome is open; null: none is. Refusal: `conflict` when another one is open. */
export async function openWish(
  db: Db,
  { kind, subscription, price }: Pick<Wish, 'kind' | 'subscription' | 'price'>,
): Promise<queries.SubscriptionOperation | null> {
  const open = await queries.openOn(db, subscription)
  if (!open) return null
  if (open.kind === kind && open.price_id === (price ?? null)) return open
  throw new Refusal(
    'conflict',
    'Another change of this subscription is still being checked with Stripe. Look again in a minute.',
  )
}

async function checkUntouched(tx: Tx, { subscription, since, intent }: Wish): Promise<void> {
  if (since && (await queries.wasTouched(tx, subscription, since, intent))) {
    throw new Refusal('conflict', 'The subscription was changed meanwhile. Look at it again and choose anew.')
  }
}

/** Refusal: `unavailable` when Stripe said no; what waits for a payment or an answer goes on. */
function unlessRefused(operation: queries.SubscriptionOperation): queries.SubscriptionOperation {
  const { state, failure } = operation
  if (state !== 'not-sent' && (state !== 'failed' || failure === WAITS_FOR_PAYMENT)) return operation
  throw new Refusal(
    'unavailable',
    `Stripe did not take this: ${failure ?? 'it was never reached.'} Nothing has changed.`,
  )
}
