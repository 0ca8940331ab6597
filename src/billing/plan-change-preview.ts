// What a change of plan would charge, shown before it is made, and the confirmation of exactly that. What was shown travels sealed
// through the page, so nothing is stored by looking, and nobody can confirm what was never shown.
import type { Seal } from '../lib/seal.ts'
import { Refusal } from '../lib/refusal.ts'
import { newSecret } from '../lib/token.ts'
import { z } from 'zod'
import { makeChange } from './change-plan-of.ts'
import type { Money } from './core/money.ts'
import type { Gateway } from './stripe.ts'
import { askedBefore, type OperationNeeds, type SubscriptionOperation } from './subscription-operation.ts'
import { planTarget, type PlanTarget } from './subscription-to-change.ts'

export type PreviewNeeds = OperationNeeds & { seal: Seal; stripe: Pick<Gateway, 'previewChange'> }

/** Longer ago, the amount is shown anew. */
const SHOWN_FOR = 30 * 60_000

export interface PlanPreview {
  from: { name: string; interval: 'month' | 'year' }
  to: { name: string; interval: 'month' | 'year'; deviceLimit: number }
  begins: 'at-once' | 'at-period-end'
  isTrial: boolean
  /** Charged when it is confirmed. */
  today: Money
  /** What today's charge is made of; empty when nothing is charged. */
  lines: (Money & { description: string })[]
  /** The regular price, first charged at `nextAt`. */
  next: Money
  nextAt: Date | null
  /** A change that was planned and is taken back by this one. */
  replacesPlanned: boolean
  /** Goes back with the confirmation. */
  shown: string
}

const Shown = z.object({
  account: z.string(),
  lookupKey: z.string(),
  state: z.string(),
  due: z.string(),
  at: z.number(),
  looked: z.number(),
  intent: z.string(),
})
type Shown = z.infer<typeof Shown>

/** Refusals: `not-for-sale`, `conflict` (as `planTarget`). */
export async function previewPlanChange(needs: PreviewNeeds, account: string, lookupKey: string): Promise<PlanPreview> {
  const looked = needs.clock().getTime()
  const at = new Date(Math.floor(looked / 1000) * 1000) // Stripe counts in whole seconds
  const target = await planTarget(needs, account, lookupKey)
  const { fact, current, wanted, begins } = target
  const charged = await chargeOf(needs, target, at)
  const { currency } = wanted
  const due = charged.due.toString()
  const shown: Shown = {
    account,
    lookupKey,
    state: stateOf(target),
    due,
    at: at.getTime(),
    looked,
    intent: newSecret(),
  }
  return {
    from: { name: current.name, interval: current.interval },
    to: { name: wanted.name, interval: wanted.interval, deviceLimit: wanted.deviceLimit },
    begins,
    isTrial: fact.status === 'trialing',
    today: { amount: charged.due, currency },
    lines: charged.lines.map((line) => ({ ...line, currency })),
    next: { amount: wanted.amount, currency },
    nextAt: charged.paidUntil ?? fact.currentPeriodEnd,
    replacesPlanned: fact.next !== null,
    shown: needs.seal.close(JSON.stringify(shown), ROW),
  }
}

/**
 * Makes the change that was shown, once. Refusals: `invalid` (nothing we showed), `expired` (shown more than half an hour ago),
 * `conflict` (the subscription or the amount is another by now), `unavailable`.
 */
export async function confirmPlanChange(
  needs: PreviewNeeds,
  account: string,
  sealed: string,
): Promise<SubscriptionOperation> {
  const shown = openShown(needs.seal, sealed)
  if (shown?.account !== account) throw new Refusal('invalid', 'Go back to the plans and choose again.')
  const known = await askedBefore(needs, shown.intent)
  if (known) return known
  if (needs.clock().getTime() - shown.looked > SHOWN_FOR) {
    throw new Refusal(
      'expired',
      'This amount was worked out more than half an hour ago. Go back to the plans and choose again.',
    )
  }
  try {
    return await makeShown(needs, shown)
  } catch (refusal) {
    // Of two clicks the second may look when the first is done: to it the subscription has changed, by its own wish.
    const twin = refusal instanceof Refusal ? await askedBefore(needs, shown.intent) : undefined
    if (twin) return twin
    throw refusal
  }
}

async function makeShown(needs: PreviewNeeds, shown: Shown): Promise<SubscriptionOperation> {
  const { account } = shown
  const target = await planTarget(needs, account, shown.lookupKey)
  const at = new Date(shown.at)
  const isSame = stateOf(target) === shown.state && (await chargeOf(needs, target, at)).due.toString() === shown.due
  if (!isSame) {
    throw new Refusal(
      'conflict',
      'Your subscription has changed since this was shown. Go back to the plans and choose again.',
    )
  }
  return makeChange(needs, target, { at, since: new Date(shown.looked), intent: shown.intent, actor: account })
}

const ROW = 'plan-change'

function openShown(seal: Seal, sealed: string): Shown | null {
  try {
    return Shown.parse(JSON.parse(seal.open(sealed, ROW)))
  } catch {
    return null // not ours, or changed on the way
  }
}

async function chargeOf({ stripe }: PreviewNeeds, { fact, itemId, wanted, begins }: PlanTarget, at: Date) {
  if (begins === 'at-period-end') return { due: 0n, lines: [], paidUntil: null }
  return stripe.previewChange({ subscription: fact.id, itemId, price: wanted.priceId, at })
}

/** Everything that a change was decided on. */
function stateOf({ fact, wanted, begins }: PlanTarget): string {
  const { id, status, priceId, currentPeriodEnd, scheduleId } = fact
  return JSON.stringify([id, status, priceId, currentPeriodEnd, scheduleId, wanted.priceId, begins])
}
