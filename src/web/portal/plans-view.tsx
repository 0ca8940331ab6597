// /plans: choose a plan, or switch to another.
import { VOUCHER_ONLY } from '../../billing/voucher-only.ts'
import { PageHead } from '../kit/components/card.tsx'
import { Icon } from '../kit/icons.tsx'
import { PlanCards, type PlanCardsProps } from './plan-cards-view.tsx'

export type PlansViewProps = Omit<PlanCardsProps, 'path'>

export function PlansView(props: PlansViewProps) {
  const switching = props.shopper.kind === 'subscriber'
  return (
    <>
      <PageHead
        title={switching ? 'Switch your plan' : 'Choose your plan'}
        lead={
          switching
            ? 'A larger plan starts at once and you pay the difference. A smaller one starts when the paid time ends. You see the amount before you confirm.'
            : props.shopper.kind === 'anonymous'
              ? VOUCHER_ONLY
              : 'You pay on a page of our payment processor; your card number never reaches us.'
        }
      />
      <div id="plans">
        <h2 class="sr-only">Plans</h2>
        <PlanCards {...props} path="/plans" />
      </div>
      {props.shopper.kind !== 'anonymous' && (
        <p class="mt-8 flex items-start justify-center gap-2 text-sm text-soft">
          <Icon name="lock" class="mt-0.5 size-4" />
          Paid by card through Stripe. Renews by itself until you cancel; cancelling takes two clicks and no letter.
        </p>
      )}
    </>
  )
}
