// On /billing: time that no card pays for. A voucher is typed in here, and from here one goes to pay by bank or in cash.
import type { Standing } from '../../billing/core/entitlement.ts'
import { Panel } from '../kit/components/card.tsx'
import { Field, Form } from '../kit/components/form.tsx'

export interface PrepaidProps {
  csrf: string
  standing: Standing
  /** As it was typed, when it could not be redeemed. */
  code: string
  error: string | null
  /** Paying another way than by card is offered. */
  hasManual: boolean
}

export function PrepaidPanel({ csrf, standing, code, error, hasManual }: PrepaidProps) {
  return (
    <Panel title="Voucher" lead="Its time begins where the time ends that you have of the same plan.">
      <Form action="/vouchers" csrf={csrf} class="grid gap-3">
        {standing === 'renewing' && (
          <p class="text-sm text-soft">
            Your plan renews by itself. To use a voucher of the same plan instead of paying, cancel the plan first: you
            keep what is paid.
          </p>
        )}
        <Field
          name="code"
          label="Code"
          value={code}
          error={error ?? undefined}
          hint="Capitals and hyphens do not matter."
          maxLength={80}
          idPrefix="voucher-"
        />
        <div>
          <button type="submit" class="btn h-11">
            Redeem voucher
          </button>
        </div>
      </Form>
      {hasManual && (
        <p class="mt-5 text-sm">
          No card and no voucher?{' '}
          <a class="link" href="/manual-payments">
            Pay by bank, in cash or another way
          </a>
        </p>
      )}
    </Panel>
  )
}
