// What a plan costs in one currency, for one interval: the operator sets it, `plans sync` publishes it. Whoever has subscribed keeps
// the price it was bought at.
import { audit } from '../accounts/audit.ts'
import type { Db } from '../db/open.ts'
import type { Interval } from '../db/schema.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { allPlans, upsertPlanPrice } from './plan-queries.ts'
import { formatMoney, parseMoney, type Money } from './core/money.ts'

export interface PriceWish {
  plan: string
  interval: Interval
  /** ISO 4217, in any case. */
  currency: string
  /** As people write it, such as `4.50`; no more decimals than the currency has. */
  amount: string
}

/** Gives the price as it stands now. Refusals: `not-found` (the plan), `invalid` (currency, amount). */
export async function setPrice(
  { db, clock }: { db: Db; clock: Clock },
  actor: string,
  { plan, interval, currency: given, amount }: PriceWish,
): Promise<Money> {
  const currency = given.toLowerCase()
  if (!/^[a-z]{3}$/.test(currency)) throw new Refusal('invalid', 'A currency is three letters, such as eur.')
  const price = parseMoney(amount, currency)
  if (!price || price.amount <= 0n) {
    throw new Refusal('invalid', `Write the amount like ${formatMoney({ amount: 4500n, currency })}, without the sign.`)
  }
  if (!(await allPlans(db)).some((one) => one.id === plan)) {
    throw new Refusal('not-found', `There is no plan named ${plan}.`)
  }
  await db.transaction().execute(async (tx) => {
    const lookupKey = `turnpike_${plan}_${interval}_${currency}`
    await upsertPlanPrice(tx, { lookup_key: lookupKey, plan_id: plan, interval, ...price })
    const detail = { interval, currency, amount: price.amount.toString() }
    await audit(tx, clock, { actor, action: 'plan.price', subject: plan, detail })
  })
  return price
}
