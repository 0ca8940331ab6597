// The running subscription of a customer, and what staff can do to it.
import type { ComponentChildren } from 'preact'
import { Facts, Panel } from '../kit/components/card.tsx'
import { Expander } from '../kit/components/expander.tsx'
import { Field, Form, FormError } from '../kit/components/form.tsx'
import { shortPrice } from '../kit/components/money.tsx'
import { Time } from '../kit/components/time.tsx'
import type { BillingViewProps } from '../portal/billing-view.tsx'

export type ManagedSubscription = NonNullable<BillingViewProps['subscription']> & {
  /** Names the next click. */
  intent: string
  /** What stopped the last one; null: nothing. */
  error: string | null
}

interface SubscriptionPanelProps {
  csrf: string
  id: string
  subscription: ManagedSubscription
}

const RESTING = {
  paused: 'paused: nothing more is charged, paid time runs to its end',
  unpaid: 'not paid: the payment was given up or never came, and while it stands the customer cannot buy anew',
}

export function SubscriptionPanel({ csrf, id, subscription }: SubscriptionPanelProps) {
  const { planName, price, endsAt, state, next, waiting } = subscription
  const facts: [string, ComponentChildren][] = [
    ['Plan', planName],
    ['Price', `${shortPrice(price)} a ${price.interval}`],
  ]
  if (state !== 'running') facts.push(['State', RESTING[state]])
  if (endsAt) facts.push(['Cancelled, ends', <Time key="ends" at={endsAt} />])
  if (next) facts.push([`${next.planName} from`, <Time key="next" at={next.at} />])
  if (waiting) facts.push([`${waiting.planName}, if paid by`, <Time key="waiting" at={waiting.until} />])
  const form = { csrf, id, intent: subscription.intent }
  return (
    <Panel title="Subscription">
      <Facts of={facts} />
      <div class="mt-5 grid gap-3">
        <FormError text={subscription.error ?? undefined} />
        {state === 'paused' && (
          <Act {...form} path="resumption" ask="Let it go on" press="Let it go on">
            Within the time that was paid nothing is charged now; later, a new period begins and is charged at once.
          </Act>
        )}
        {state === 'running' && (
          <Act {...form} path="pause" ask="Pause it" press="Pause">
            Nothing more is charged. The customer stays connected until the end of the time that was paid.
          </Act>
        )}
        <Act {...form} path="cancellation" ask="End it now" press="End it now" isGrave>
          The subscription and the access it pays for end at once, before the end of the paid time. No money goes back
          by this: refund it on the page of its payment.
        </Act>
      </div>
    </Panel>
  )
}

interface ActProps {
  csrf: string
  id: string
  intent: string
  path: string
  ask: string
  press: string
  isGrave?: boolean
  children: ComponentChildren
}

function Act({ csrf, id, intent, path, ask, press, isGrave = false, children }: ActProps) {
  return (
    <Expander summary={ask}>
      <Form action={`/admin/customers/${id}/subscription/${path}`} csrf={csrf} class="grid gap-3">
        <input type="hidden" name="intent" value={intent} />
        <p class="text-sm text-soft">{children}</p>
        <Field name="reason" label="Reason" maxLength={500} idPrefix={`${path}-`} />
        <div>
          <button type="submit" class={isGrave ? 'btn btn-error' : 'btn'}>
            {press}
          </button>
        </div>
      </Form>
    </Expander>
  )
}
