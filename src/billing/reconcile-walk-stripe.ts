// Reconciliation's part of the gateway: Stripe's lists a page at a time, newest first, and one object at a second look.
// Stripe answers 429 when it is asked too fast and the SDK does not try again then, so here it is waited out.
import type Stripe from 'stripe'
import type { Copy, CopyKind } from './core/drift.ts'
import { minorUnits } from './core/money.ts'
import { isMissing } from './core/stripe-refusal.ts'
import { chargeMoney, movementFact, subscriptionFact } from './core/stripe-facts.ts'
import { idOf } from './core/stripe-words.ts'
import { patiently } from './reconcile-patience.ts'

/** An object as Stripe tells it; whose account it is, is for us to find out by its customer. */
export type Told = Omit<Copy, 'account'> & { customer: string | null }
/** From `from` on, and before `below`. Whole seconds: Stripe knows no others. */
export interface CreatedWindow {
  from: Date
  below: Date
}

/** A kind of object: how it is listed, got, and read. Null: it is nothing that we would keep. */
interface Source<T> {
  list(params: ListParams): Promise<{ data: T[]; has_more: boolean }>
  retrieve(id: string): Promise<T>
  tell(words: T): Told | null
}
interface ListParams {
  created: { gte: number; lt: number }
  limit: number
  starting_after?: string
}

export function walking(stripe: Stripe) {
  const charges = opened<Stripe.Charge>({
    list: (params) => stripe.charges.list(params),
    retrieve: (id) => stripe.charges.retrieve(id),
    tell: tellCharge,
  })
  const refunds = opened<Stripe.Refund>({
    list: (params) => stripe.refunds.list({ ...params, expand: ['data.charge'] }),
    retrieve: (id) => stripe.refunds.retrieve(id, { expand: ['charge'] }),
    tell: (words) => tellMovement('refund', words),
  })
  const disputes = opened<Stripe.Dispute>({
    list: (params) => stripe.disputes.list({ ...params, expand: ['data.charge'] }),
    retrieve: (id) => stripe.disputes.retrieve(id, { expand: ['charge'] }),
    tell: (words) => tellMovement('dispute', words),
  })
  const subscriptions = opened<Stripe.Subscription>({
    list: (params) => stripe.subscriptions.list({ ...params, status: 'all' }),
    retrieve: (id) => stripe.subscriptions.retrieve(id),
    tell: tellSubscription,
  })
  const sources: Record<CopyKind, Opened> = {
    charge: charges,
    refund: refunds,
    dispute: disputes,
    subscription: subscriptions,
  }
  return {
    /** Pages of one kind, newest first. */
    walk: (kind: CopyKind, window: CreatedWindow) => sources[kind].pages(window),
    /** The object as it is now; null when Stripe has none of this id. */
    look: (kind: CopyKind, id: string) => sources[kind].look(id),
  }
}

interface Opened {
  pages(window: CreatedWindow): AsyncGenerator<Told[]>
  look(id: string): Promise<Told | null>
}

function opened<T extends { id: string }>({ list, retrieve, tell }: Source<T>): Opened {
  return {
    async *pages({ from, below }) {
      const created = { gte: Math.floor(from.getTime() / 1000), lt: Math.floor(below.getTime() / 1000) }
      let after: string | undefined
      for (;;) {
        const params = { created, limit: 100, ...(after ? { starting_after: after } : {}) }
        const page = await patiently(() => list(params))
        yield page.data.map(tell).filter((told) => told !== null)
        after = page.data.at(-1)?.id
        if (!page.has_more || !after) return
      }
    },
    async look(id) {
      try {
        return tell(await patiently(() => retrieve(id)))
      } catch (error) {
        if (isMissing(error)) return null
        throw error
      }
    },
  }
}

const nothing = { charge: null, amount: null, currency: null, price: null, ends: null, refunded: null }

function tellCharge(words: Stripe.Charge): Told {
  return {
    ...nothing,
    kind: 'charge',
    id: words.id,
    created: new Date(words.created * 1000),
    customer: words.customer ? idOf(words.customer) : null,
    ...chargeMoney(words),
    refunded: minorUnits(words.amount_refunded),
  }
}

function tellMovement(kind: 'refund' | 'dispute', words: Stripe.Refund | Stripe.Dispute): Told | null {
  const fact = movementFact(words)
  if (!fact) return null
  const { id, created, chargeId, amount, currency, status } = fact
  const charge = typeof words.charge === 'object' ? words.charge : null
  const customer = charge?.customer ? idOf(charge.customer) : null
  return { ...nothing, kind, id, created, customer, charge: chargeId, amount, currency, status }
}

function tellSubscription(words: Stripe.Subscription): Told | null {
  const fact = subscriptionFact(words)
  if (!fact) return null
  const { id, created, priceId, status, endsAt } = fact
  return {
    ...nothing,
    kind: 'subscription',
    id,
    created,
    customer: idOf(words.customer),
    price: priceId,
    status,
    ends: endsAt,
  }
}
