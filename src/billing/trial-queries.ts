// The SQL of trials: who had one, with which card, and which were refused.
import { sql } from 'kysely'
import type { Db, Tx } from '../db/open.ts'

/** Takes the person's one trial for this checkout; false when it is taken. Waits for whoever is taking it at this moment. */
export async function reserveTrial(
  tx: Tx,
  trial: { account: string; person: Buffer; checkout: string; at: Date },
): Promise<boolean> {
  const result = await tx
    .insertInto('trial_uses')
    .values({
      account_id: trial.account,
      person_hash: trial.person,
      checkout_id: trial.checkout,
      begun_at: null,
      created_at: trial.at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}

/** Whether this account, or another of the same person, holds or had a trial. */
export async function isTrialTaken(db: Db, account: string, person: Buffer): Promise<boolean> {
  const row = await db
    .selectFrom('trial_uses')
    .select('account_id')
    .where((eb) => eb.or([eb('account_id', '=', account), eb('person_hash', '=', person)]))
    .executeTakeFirst()
  return row !== undefined
}

/** Another checkout of the same account does not count against it: that one is closed before a new one begins. */
export async function heldTrialOf(db: Db, account: string): Promise<boolean> {
  const row = await db
    .selectFrom('trial_uses')
    .innerJoin('checkouts', 'checkouts.id', 'trial_uses.checkout_id')
    .select('trial_uses.account_id')
    .where('trial_uses.account_id', '=', account)
    .where('trial_uses.begun_at', 'is', null)
    .where('checkouts.state', 'in', ['starting', 'open'])
    .executeTakeFirst()
  return row !== undefined
}

export async function releaseTrials(tx: Tx, checkouts: string[]): Promise<void> {
  if (checkouts.length === 0) return
  await tx.deleteFrom('trial_uses').where('checkout_id', 'in', checkouts).where('begun_at', 'is', null).execute()
}

/** Notes that a trial runs or ran, also one that was given elsewhere. */
export async function beginTrial(tx: Tx, account: string, person: Buffer, at: Date): Promise<void> {
  await tx
    .updateTable('trial_uses')
    .set({ begun_at: at })
    .where('account_id', '=', account)
    .where('begun_at', 'is', null)
    .execute()
  await tx
    .insertInto('trial_uses')
    .values({ account_id: account, person_hash: person, checkout_id: null, begun_at: at, created_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** The account that had a trial with this card first: this one, unless another had. */
export async function claimCard(tx: Tx, fingerprint: string, account: string, at: Date): Promise<string> {
  await tx
    .insertInto('trial_cards')
    .values({ fingerprint, account_id: account, created_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const row = await tx
    .selectFrom('trial_cards')
    .select('account_id')
    .where('fingerprint', '=', fingerprint)
    .executeTakeFirstOrThrow()
  return row.account_id
}

/** False when it stands already. */
export async function refuseTrial(tx: Tx, subscription: string, account: string, at: Date): Promise<boolean> {
  const result = await tx
    .insertInto('refused_trials')
    .values({ subscription_id: subscription, account_id: account, created_at: at, ended_at: null })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}

export function refusedTrials(db: Db, account: string) {
  return db
    .selectFrom('refused_trials')
    .select('subscription_id as subscription')
    .where('account_id', '=', account)
    .where('ended_at', 'is', null)
    .execute()
}

export async function markTrialEnded(db: Db, subscription: string, at: Date): Promise<void> {
  await db.updateTable('refused_trials').set({ ended_at: at }).where('subscription_id', '=', subscription).execute()
}

/** Customers with a trial that ends within `noticeMs`, who were not synced since it came that close. */
export function trialsToLookAt(db: Db, now: Date, noticeMs: number) {
  return db
    .selectFrom('subscriptions')
    .innerJoin('stripe_customers', 'stripe_customers.account_id', 'subscriptions.account_id')
    .select('stripe_customers.id as customer')
    .where('subscriptions.status', '=', 'trialing')
    .where('subscriptions.trial_end', '<=', new Date(now.getTime() + noticeMs))
    .where(sql<boolean>`stripe_customers.synced_at < subscriptions.trial_end - ${noticeMs} * interval '1 millisecond'`)
    .limit(1000)
    .execute()
}

/** Of the rows that still name an address. */
export function namedTrials(db: Db, limit: number) {
  return db
    .selectFrom('trial_uses')
    .select(['account_id as account', 'email_key as address'])
    .where('email_key', 'is not', null)
    .limit(limit)
    .execute()
}

/** The hash takes the address's place; where another row has the hash already, this one goes on without: it still counts for its account. */
export async function forgetTrialAddress(db: Db, account: string, person: Buffer): Promise<void> {
  await sql`
    update trial_uses set email_key = null, person_hash = case
      when exists (select from trial_uses where person_hash = ${person}) then null else ${person}::bytea end
    where account_id = ${account} and email_key is not null`.execute(db)
}
