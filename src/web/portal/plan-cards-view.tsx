// The plans side by side, with the switch between month and year. Shown on the landing page and on /plans.
import { PlanCard, type Interval, type PlanOffer, type PlanShopper } from './plan-card-view.tsx'

export interface PlanCardsProps {
  plans: PlanOffer[]
  interval: Interval
  shopper: PlanShopper
  /** The plan that was chosen before signing up. */
  chosen?: string | undefined
  /** The page the switch stays on. */
  path: string
  /** When there are several: the one shown, and all. */
  currency?: { shown: string; all: string[] } | undefined
  /** Tax comes on top, by where the buyer lives. */
  tax: boolean
}

export function PlanCards({ plans, interval, shopper, chosen, path, currency, tax }: PlanCardsProps) {
  const shown = plans.filter((plan) => plan.prices.some((price) => price.interval === interval))
  return (
    <div class="grid gap-6">
      <Switches interval={interval} path={path} currency={currency} />
      {shown.length === 0 ? (
        <p class="text-center text-soft">No plan is for sale at the moment. Please come back soon.</p>
      ) : (
        <ul class="mx-auto grid w-full max-w-sm justify-center gap-4 max-md:grid-cols-1 md:max-w-none md:auto-cols-[minmax(0,22rem)] md:grid-flow-col">
          {shown.map((plan, at) => (
            <PlanCard
              key={plan.id}
              plan={plan}
              interval={interval}
              shopper={shopper}
              mark={markOf(plan.id, chosen, at === 1 && shown.length > 2)}
            />
          ))}
        </ul>
      )}
      {tax && shown.length > 0 && (
        <p class="text-center text-sm text-soft">
          Prices are before tax. The tax of your country is added and shown before you pay.
        </p>
      )}
    </div>
  )
}

/** What one chose oneself stands out, else what suits most. */
function markOf(plan: string, chosen: string | undefined, isMiddle: boolean): string | null {
  if (chosen !== undefined) return plan === chosen ? 'Your choice' : null
  return isMiddle ? 'Right for most' : null
}

function Switches({ interval, path, currency }: Pick<PlanCardsProps, 'interval' | 'path' | 'currency'>) {
  const query = currency ? `&currency=${currency.shown}` : ''
  return (
    <div class="flex flex-wrap items-center justify-center gap-3">
      <nav aria-label="Billing interval" class="inline-flex rounded-full border border-base-300 bg-base-100 p-1">
        <Switch href={`${path}?interval=month${query}#plans`} label="Monthly" on={interval === 'month'} />
        <Switch href={`${path}?interval=year${query}#plans`} label="Yearly" on={interval === 'year'} />
      </nav>
      {currency && currency.all.length > 1 && (
        <nav aria-label="Currency" class="inline-flex rounded-full border border-base-300 bg-base-100 p-1">
          {currency.all.map((code) => (
            <Switch
              key={code}
              href={`${path}?interval=${interval}&currency=${code}#plans`}
              label={code.toUpperCase()}
              on={code === currency.shown}
            />
          ))}
        </nav>
      )}
    </div>
  )
}

function Switch({ href, label, on }: { href: string; label: string; on: boolean }) {
  return (
    <a
      href={href}
      aria-current={on ? 'true' : undefined}
      class="rounded-full px-4 py-2 text-sm font-semibold text-soft hover:text-base-content aria-[current=true]:bg-neutral aria-[current=true]:text-neutral-content"
    >
      {label}
    </a>
  )
}
