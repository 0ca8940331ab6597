// The SQL of corrections: how what a correction did is known again, by the names of its intents.
import type { Db } from '../db/open.ts'
import type { Corrected } from './core/correction.ts'

const SECOND = 'second-'
const UNPAID = 'unpaid-'

/** Names the wish that ends a subscription, so that it is known again when its money arrives. */
export function correctionIntent(why: 'second' | 'unpaid', secret: string): string {
  return (why === 'second' ? SECOND : UNPAID) + secret
}

/** Names a refund for its charge, so that it is asked for once; after a definite no there is another name. */
export function refundIntent(charge: string, generation: number): string {
  return generation === 0 ? SECOND + charge : `${SECOND}${charge}-${generation}`
}

export async function correctedBefore(db: Db, account: string): Promise<Corrected> {
  const rows = await db
    .selectFrom('operations')
    .select(['kind', 'subscription_id', 'charge_id', 'state', 'settled_at'])
    .where('account_id', '=', account)
    .where('kind', 'in', ['cancel-now', 'refund'])
    .where((eb) => eb.or([eb('intent', 'like', `${SECOND}%`), eb('intent', 'like', `${UNPAID}%`)]))
    .execute()
  return {
    ended: rows.flatMap(({ kind, state, subscription_id: id }) =>
      kind === 'cancel-now' && state === 'succeeded' && id !== null ? [id] : [],
    ),
    refunds: rows.flatMap(({ charge_id: charge, state, settled_at: settledAt }) =>
      charge === null ? [] : [{ charge, state, settledAt }],
    ),
  }
}

/** Who is still owed a refund that Stripe refused at some time from `from` until `until`. */
export async function owedAccounts(db: Db, from: Date, until: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('operations')
    .innerJoin('payments', 'payments.stripe_id', 'operations.charge_id')
    .select('operations.account_id')
    .distinct()
    .where('operations.kind', '=', 'refund')
    .where('operations.intent', 'like', `${SECOND}%`)
    .where('operations.state', 'in', ['failed', 'not-sent'])
    .where('operations.settled_at', '>', from)
    .where('operations.settled_at', '<=', until)
    .whereRef('payments.refunded', '<', 'payments.amount')
    .execute()
  return rows.map((row) => row.account_id)
}
