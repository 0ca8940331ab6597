// The SQL of our copies of Stripe's truth: customers, subscriptions, payments, refunds, disputes.
import type { Db, Tx } from '../db/open.ts'
import type { DisputeFact, MovementFact, PaymentFact } from './core/money-facts.ts'
import type { SubscriptionFact } from './core/stripe-facts.ts'

/** Who paid in this time, and Stripe's fee for it is not known. */
export async function customersWithoutFee(db: Db, from: Date, until: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('payments')
    .innerJoin('stripe_customers', 'stripe_customers.account_id', 'payments.account_id')
    .select('stripe_customers.id')
    .distinct()
    .where('payments.status', '=', 'succeeded')
    .where('payments.fee', '=', 0n)
    .where('payments.created_at', '>', from)
    .where('payments.created_at', '<=', until)
    .execute()
  return rows.map(({ id }) => id)
}

export function customersOf(db: Db, customers: string[]) {
  return db.selectFrom('stripe_customers').select(['id', 'account_id']).where('id', 'in', customers).execute()
}

export function customerOf(db: Db, account: string) {
  return db
    .selectFrom('stripe_customers')
    .select(['id', 'synced_at'])
    .where('account_id', '=', account)
    .executeTakeFirst()
}

/**
 * Claims the right to write what was fetched under `ticket`; false when a later fetch has written already. Holds the account first,
 * as a deletion does: rows of it that are changed here and rows that are added would else be waited for both ways round.
 */
export async function claimWrite(tx: Tx, customer: string, ticket: bigint, at: Date): Promise<boolean> {
  const result = await tx
    .with('held', (db) =>
      db
        .selectFrom('accounts')
        .select('id')
        .where('id', 'in', (it) => it.selectFrom('stripe_customers').select('account_id').where('id', '=', customer))
        .forKeyShare(),
    )
    .updateTable('stripe_customers')
    .set({ written_ticket: ticket, synced_at: at })
    .where('id', '=', customer)
    .where('written_ticket', '<', ticket)
    .where('account_id', 'in', (it) => it.selectFrom('held').select('id'))
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** One statement for all, as in the functions below: what a sync costs must not grow with a customer's years. */
export async function upsertSubscriptions(
  tx: Tx,
  account: string,
  facts: (SubscriptionFact & { planId: string | null })[],
) {
  if (facts.length === 0) return
  const rows = facts.map((fact) => ({
    id: fact.id,
    account_id: account,
    created_at: fact.created,
    status: fact.status,
    price_id: fact.priceId,
    plan_id: fact.planId,
    current_period_end: fact.currentPeriodEnd,
    ends_at: fact.endsAt,
    trial_end: fact.trialEnd,
    schedule_id: fact.scheduleId,
    next_price_id: fact.next?.priceId ?? null,
    next_at: fact.next?.at ?? null,
    pending_price_id: fact.pending?.priceId ?? null,
    pending_pay_url: fact.pending?.payUrl ?? null,
    pending_until: fact.pending?.until ?? null,
  }))
  await tx
    .insertInto('subscriptions')
    .values(rows)
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((eb) => ({
        status: eb.ref('excluded.status'),
        price_id: eb.ref('excluded.price_id'),
        plan_id: eb.ref('excluded.plan_id'),
        current_period_end: eb.ref('excluded.current_period_end'),
        ends_at: eb.ref('excluded.ends_at'),
        trial_end: eb.ref('excluded.trial_end'),
        schedule_id: eb.ref('excluded.schedule_id'),
        next_price_id: eb.ref('excluded.next_price_id'),
        next_at: eb.ref('excluded.next_at'),
        pending_price_id: eb.ref('excluded.pending_price_id'),
        pending_pay_url: eb.ref('excluded.pending_pay_url'),
        pending_until: eb.ref('excluded.pending_until'),
      })),
    )
    .execute()
}

export async function upsertPayments(tx: Tx, account: string, facts: (PaymentFact & { id: string })[]): Promise<void> {
  if (facts.length === 0) return
  const rows = facts.map((fact) => ({
    id: fact.id,
    account_id: account,
    stripe_id: fact.chargeId,
    created_at: fact.created,
    invoice_id: fact.invoiceId,
    amount: fact.amount,
    fee: fact.fee.currency === fact.currency ? fact.fee.amount : 0n,
    refunded: fact.refunded,
    currency: fact.currency,
    status: fact.status,
    card_fingerprint: fact.cardFingerprint,
    tax: fact.tax,
    discount: fact.discount,
    invoice_url: fact.invoiceUrl,
    invoice_pdf: fact.invoicePdf,
  }))
  await tx
    .insertInto('payments')
    .values(rows)
    .onConflict((conflict) =>
      conflict.column('stripe_id').doUpdateSet((eb) => ({
        invoice_id: eb.ref('excluded.invoice_id'),
        amount: eb.ref('excluded.amount'),
        fee: eb.ref('excluded.fee'),
        refunded: eb.ref('excluded.refunded'),
        currency: eb.ref('excluded.currency'),
        status: eb.ref('excluded.status'),
        card_fingerprint: eb.ref('excluded.card_fingerprint'),
        tax: eb.ref('excluded.tax'),
        discount: eb.ref('excluded.discount'),
        invoice_url: eb.ref('excluded.invoice_url'),
        invoice_pdf: eb.ref('excluded.invoice_pdf'),
      })),
    )
    .execute()
}

export async function upsertRefunds(tx: Tx, facts: MovementFact[]): Promise<void> {
  if (facts.length === 0) return
  await tx
    .insertInto('refunds')
    .values(facts.map(movementRow))
    .onConflict((conflict) =>
      conflict.column('stripe_id').doUpdateSet((eb) => ({
        amount: eb.ref('excluded.amount'),
        currency: eb.ref('excluded.currency'),
        status: eb.ref('excluded.status'),
      })),
    )
    .execute()
}

export async function upsertDisputes(tx: Tx, facts: DisputeFact[]): Promise<void> {
  if (facts.length === 0) return
  await tx
    .insertInto('disputes')
    .values(facts.map((fact) => ({ ...movementRow(fact), reason: fact.reason, due_by: fact.dueBy })))
    .onConflict((conflict) =>
      conflict.column('stripe_id').doUpdateSet((eb) => ({
        amount: eb.ref('excluded.amount'),
        currency: eb.ref('excluded.currency'),
        status: eb.ref('excluded.status'),
        reason: eb.ref('excluded.reason'),
        due_by: eb.ref('excluded.due_by'),
      })),
    )
    .execute()
}

function movementRow({ id, chargeId, created, amount, currency, status }: MovementFact) {
  return { stripe_id: id, charge_id: chargeId, created_at: created, amount, currency, status }
}
