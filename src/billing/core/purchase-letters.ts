// Mails about what a purchase still waits for: the end of a trial, the bank's question, a first payment that did not come. Pure.
import type { Money } from './money.ts'
import type { CustomerFacts } from './stripe-facts.ts'

export type PurchaseLetter = { key: string } & (
  | { kind: 'trial-ending'; money: Money; plan: string; at: Date; hasCard: boolean }
  | { kind: 'payment-action'; money: Money; payUrl: string }
  | { kind: 'first-payment-failed'; money: Money }
)

/** How long before its end a trial's customer is told, milliseconds: as Stripe's own `trial_will_end`. */
export const TRIAL_NOTICE = 3 * 86_400_000

/** `nameOf` gives the name of the plan of a price. */
export function purchaseLetters(
  facts: Pick<CustomerFacts, 'trials' | 'unpaid' | 'live'>,
  nameOf: (price: string | undefined) => string,
  now: Date,
): PurchaseLetter[] {
  const trials = facts.trials.flatMap(
    ({ subscriptionId, priceId, until, price, hasCard, isEnding }): PurchaseLetter[] =>
      isEnding || !price || until <= now || until.getTime() - now.getTime() > TRIAL_NOTICE
        ? []
        : [
            {
              key: `trial-ending:${subscriptionId}:${until.toISOString()}`,
              kind: 'trial-ending',
              money: price,
              plan: nameOf(priceId),
              at: until,
              hasCard,
            },
          ],
  )
  const unpaid = facts.unpaid.flatMap(({ id, subscriptionId, due, payUrl, needsAction, isFirst }): PurchaseLetter[] => {
    if (needsAction && payUrl) return [{ key: `action:${id}`, kind: 'payment-action', money: due, payUrl }]
    // "You can try again" is true once its subscription is ended.
    const isOver = isFirst && !facts.live.includes(subscriptionId ?? '')
    return isOver ? [{ key: `first-failed:${id}`, kind: 'first-payment-failed', money: due }] : []
  })
  return [...trials, ...unpaid]
}
