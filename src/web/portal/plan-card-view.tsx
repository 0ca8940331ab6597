// One plan: its price, what is in it, and the button that takes it.
// Invariant: a plan is bought by POST only, and only its price's lookup key is sent: what it costs is the server's.
import { Field, Form } from '../kit/components/form.tsx'
import { shortPrice } from '../kit/components/money.tsx'
import { Icon } from '../kit/icons.tsx'

export type Interval = 'month' | 'year'

export interface PlanOffer {
  id: string
  name: string
  deviceLimit: number
  /** Bytes a month; null: no cap. */
  dataCap: bigint | null
  trialDays: number
  /** In the currency shown, at most one a interval. */
  prices: { lookupKey: string; interval: Interval; amount: bigint; currency: string }[]
}

/** What pressing a plan does: `visitor` leads to sign-up, `buyer` to checkout, `anonymous` to the form for vouchers, `subscriber` sees what the change costs. */
export type PlanShopper =
  | { kind: 'visitor' }
  /** `entered`: a code that was typed and refused, so that it is shown again. */
  | { kind: 'buyer'; csrf: string; mayTry: boolean; entered?: { lookupKey: string; code: string; error: string } }
  | { kind: 'subscriber'; lookupKey: string | null }
  /** Paid by voucher alone. */
  | { kind: 'anonymous' }

interface PlanCardProps {
  plan: PlanOffer
  interval: Interval
  shopper: PlanShopper
  /** A word that makes the card stand out. */
  mark: string | null
}

export function PlanCard({ plan, interval, shopper, mark }: PlanCardProps) {
  const price = plan.prices.find((each) => each.interval === interval)
  const monthly = plan.prices.find((each) => each.interval === 'month')
  if (!price) return null
  const saved = interval === 'year' && monthly ? savedPercent(price.amount, monthly.amount) : 0n
  const trial = plan.trialDays > 0 && (shopper.kind === 'visitor' || (shopper.kind === 'buyer' && shopper.mayTry))
  return (
    <li class={`panel relative flex flex-col gap-5 p-6 ${mark ? 'border-2 border-primary' : ''}`}>
      {mark && (
        <p class="absolute -top-3 left-5 rounded-full bg-accent px-3 py-0.5 text-xs font-bold text-accent-content">
          {mark}
        </p>
      )}
      <div>
        <h3 class="text-lg font-bold wrap-anywhere">{plan.name}</h3>
        <p class="mt-3 flex items-baseline gap-1.5">
          <span class="text-4xl font-extrabold tracking-tight tabular-nums">{shortPrice(price)}</span>
          <span class="text-soft">a {interval}</span>
        </p>
        <p class="mt-1 min-h-6 text-sm text-soft">
          {interval === 'year'
            ? `${shortPrice({ amount: (price.amount + 11n) / 12n, currency: price.currency })} a month${saved > 0n ? `, ${saved}% less` : ''}`
            : 'Cancel whenever you like'}
        </p>
      </div>
      <ul class="grid flex-1 content-start gap-2.5 text-[0.95rem]">
        <Included text={plan.deviceLimit === 1 ? '1 device' : `${plan.deviceLimit} devices at once`} />
        <Included
          text={plan.dataCap === null ? 'Unlimited traffic' : `${plan.dataCap / 1_000_000_000n} GB each month`}
        />
        <Included text="WireGuard and OpenVPN" />
        <Included text="No logs of where you go" />
        {trial && <Included text={`First ${plan.trialDays} days free`} />}
      </ul>
      {plan.trialDays > 0 && shopper.kind === 'buyer' && !shopper.mayTry && (
        <p class="text-sm text-soft">You have had a trial, and it is given once: this plan is paid from today.</p>
      )}
      <PlanButton
        name={plan.name}
        lookupKey={price.lookupKey}
        shopper={shopper}
        trialDays={trial ? plan.trialDays : 0}
      />
    </li>
  )
}

/** Rounded down: never promises more than is saved. */
function savedPercent(year: bigint, month: bigint): bigint {
  const full = month * 12n
  return full > year ? ((full - year) * 100n) / full : 0n
}

function Included({ text }: { text: string }) {
  return (
    <li class="flex items-start gap-2">
      <span class="mt-0.5 text-primary">
        <Icon name="check" />
      </span>
      {text}
    </li>
  )
}

interface PlanButtonProps {
  name: string
  lookupKey: string
  shopper: PlanShopper
  trialDays: number
}

function PlanButton({ name, lookupKey, shopper, trialDays }: PlanButtonProps) {
  const words = trialDays > 0 ? `Try ${name} for ${trialDays} days` : `Choose ${name}`
  if (shopper.kind === 'visitor') {
    return (
      <a href={`/sign-up?price=${encodeURIComponent(lookupKey)}`} class="btn btn-primary h-auto min-h-11 py-2">
        {words}
      </a>
    )
  }
  if (shopper.kind === 'anonymous') {
    return (
      <a href="/billing" class="btn btn-primary h-auto min-h-11 py-2">
        Redeem a voucher for {name}
      </a>
    )
  }
  if (shopper.kind === 'subscriber' && shopper.lookupKey === lookupKey) {
    return <p class="rounded-field bg-base-200 py-3 text-center text-sm font-semibold">Your plan</p>
  }
  if (shopper.kind === 'subscriber') {
    return (
      <a
        href={`/subscription/change?price=${encodeURIComponent(lookupKey)}`}
        class="btn btn-primary h-auto min-h-11 py-2"
      >
        Switch to {name}
      </a>
    )
  }
  return (
    <Form action="/checkouts" csrf={shopper.csrf} class="grid">
      <input type="hidden" name="price" value={lookupKey} />
      <CodeField lookupKey={lookupKey} entered={shopper.entered} />
      <button type="submit" class="btn btn-primary h-auto min-h-11 py-2">
        {words}
      </button>
    </Form>
  )
}

type Entered = Extract<PlanShopper, { kind: 'buyer' }>['entered']

function CodeField({ lookupKey, entered }: { lookupKey: string; entered: Entered }) {
  const own = entered?.lookupKey === lookupKey ? entered : null
  return (
    <details open={own !== null} class="mb-3">
      <summary class="flex min-h-11 items-center text-sm text-soft underline">I have a code</summary>
      <Field
        name="code"
        label="Code"
        idPrefix={`${lookupKey}-`}
        value={own?.code}
        error={own?.error}
        required={false}
        maxLength={60}
      />
    </details>
  )
}
