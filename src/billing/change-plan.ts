// What the operator changes about a plan: whether it is on sale, its device limit, its trial. The free plan is a plan like the others;
// switched on, it gives every verified account its access, so nodes are told to look again.
import { audit } from '../accounts/audit.ts'
import { notifyFleet } from '../db/notify.ts'
import type { Db } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { updatePlan } from './plan-queries.ts'

export interface PlanChange {
  forSale?: boolean
  deviceLimit?: number
  trialDays?: number
  /** Whether a trial asks for a card; without one it ends by itself. */
  trialNeedsCard?: boolean
}

/** Refusals: `not-found`; `invalid` when nothing is to change or a number is out of range. */
export async function changePlan(
  { db, clock }: { db: Db; clock: Clock },
  actor: string,
  plan: string,
  change: PlanChange,
): Promise<void> {
  const { deviceLimit, trialDays } = change
  if (Object.values(change).every((value) => value === undefined)) {
    throw new Refusal('invalid', 'Say what to change: whether it is for sale, its devices or its trial.')
  }
  if (deviceLimit !== undefined && !isWithin(deviceLimit, 1, 10_000)) {
    throw new Refusal('invalid', 'A plan has from 1 to 10,000 devices.')
  }
  if (trialDays !== undefined && !isWithin(trialDays, 0, 90))
    throw new Refusal('invalid', 'A trial has from 0 to 90 days.')
  await db.transaction().execute(async (tx) => {
    const isKnown = await updatePlan(tx, plan, change)
    if (!isKnown) throw new Refusal('not-found', `There is no plan named ${plan}.`)
    await audit(tx, clock, { actor, action: 'plan.change', subject: plan, detail: { ...change } })
    await notifyFleet(tx)
  })
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most
}
