// /checkouts/:id: where the payment page sends one back to. Waits for the payment to be confirmed, and says so.
import type { ComponentChildren } from 'preact'
import { StateMark, type Tone } from '../kit/components/state-word.tsx'
import type { IconName } from '../kit/icons.tsx'

/** With `waiting`, give the frame `refreshSeconds: CHECKOUT_REFRESH_SECONDS` for browsers without script. */
export type CheckoutViewProps =
  | { state: 'waiting'; path: string }
  | { state: 'processing'; planName: string }
  | { state: 'done'; planName: string }
  | { state: 'failed'; reason: string }

export const CHECKOUT_REFRESH_SECONDS = 3

export function CheckoutView(props: CheckoutViewProps) {
  switch (props.state) {
    case 'waiting':
      return (
        <Result tone="info" icon="refresh" title="Waiting for your payment" refresh>
          <p>
            The payment page is done; we are waiting for the confirmation. This takes a few seconds, and the page goes
            on by itself.
          </p>
          <p class="mt-5">
            <a class="link text-sm" href={props.path}>
              Look again now
            </a>
          </p>
        </Result>
      )
    case 'processing':
      return (
        <Result tone="info" icon="card" title="Your payment is under way">
          <p>
            Your bank takes some days to pay. <strong>{props.planName}</strong> starts when the money is here, and we
            write to you then. You can close this page.
          </p>
          <a href="/billing" class="btn btn-primary mt-6">
            Go to billing
          </a>
        </Result>
      )
    case 'done':
      return (
        <Result tone="good" icon="check" title="Paid. You have access.">
          <p>
            Your plan is <strong>{props.planName}</strong>. Add a device now; it takes a minute.
          </p>
          <a href="/devices" class="btn btn-primary mt-6">
            Add a device
          </a>
        </Result>
      )
    case 'failed':
      return (
        <Result tone="bad" icon="cross" title="No payment was made">
          <p>{props.reason}</p>
          <a href="/plans" class="btn btn-primary mt-6">
            Back to the plans
          </a>
        </Result>
      )
  }
}

interface ResultProps {
  tone: Tone
  icon: IconName
  title: string
  refresh?: boolean
  children: ComponentChildren
}

function Result({ tone, icon, title, refresh = false, children }: ResultProps) {
  return (
    <div
      class="panel mx-auto grid max-w-lg justify-items-center px-6 py-10 text-center sm:mt-6"
      data-refresh={refresh ? String(CHECKOUT_REFRESH_SECONDS) : undefined}
      aria-live="polite"
    >
      <div class={refresh ? 'animate-spin' : ''}>
        <StateMark tone={tone} icon={icon} />
      </div>
      <h1 class="mt-4 mb-2 text-2xl font-bold">{title}</h1>
      <div class="text-soft">{children}</div>
    </div>
  )
}
