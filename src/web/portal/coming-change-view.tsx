// A change of plan that was asked for and is not there yet: it waits for the end of the paid time, or for its payment.
import { Form } from '../kit/components/form.tsx'
import { shortPrice, type Amount } from '../kit/components/money.tsx'
import { Time } from '../kit/components/time.tsx'

interface PlannedProps {
  csrf: string
  planName: string
  price: Amount & { interval: 'month' | 'year' }
  at: Date
}

export function Planned({ csrf, planName, price, at }: PlannedProps) {
  return (
    <div class="mt-5 grid gap-3 rounded-box border border-base-300 p-4">
      <p class="text-sm">
        On <Time at={at} class="font-semibold" /> your plan changes to <strong>{planName}</strong> for{' '}
        {shortPrice(price)} a {price.interval}. Until then nothing changes.
      </p>
      <Form action="/subscription/planned-change/removal" csrf={csrf}>
        <button type="submit" class="btn h-auto min-h-11 py-2">
          Stay with my plan
        </button>
      </Form>
    </div>
  )
}

export function Waiting({ planName, payUrl, until }: { planName: string; payUrl: string | null; until: Date }) {
  return (
    <div class="mt-5 grid gap-3 rounded-box border border-base-300 p-4">
      <p class="text-sm">
        Your card was not charged for <strong>{planName}</strong>, so you still have your old plan. Pay by{' '}
        <Time at={until} class="font-semibold" />, with another card or by confirming it with your bank, and the new
        plan begins at once. If you do nothing, the change is dropped.
      </p>
      {payUrl && (
        <div>
          <a href={payUrl} rel="noreferrer" class="btn btn-primary h-auto min-h-11 py-2">
            Pay and change
          </a>
        </div>
      )}
    </div>
  )
}
