// What was given to a customer beside what he paid for, and the form to give more.
import { Empty, Panel } from '../kit/components/card.tsx'
import { Expander } from '../kit/components/expander.tsx'
import { Field, Form, FormError } from '../kit/components/form.tsx'
import { Time } from '../kit/components/time.tsx'

export interface GrantRow {
  id: string
  planName: string
  from: Date
  until: Date
  reason: string
  /** Over or revoked: nothing can be taken back. */
  state: 'running' | 'over' | 'revoked'
}

export interface GrantsPanelProps {
  csrf: string
  /** Whose. */
  id: string
  /** Names the next click. */
  intent: string
  grants: GrantRow[]
  plans: { id: string; name: string }[]
  /** The most days that this viewer may give at once; null: no limit of his own. */
  mostDays: number | null
  /** What stopped the last act; null: nothing. */
  error: string | null
}

export function GrantsPanel(props: GrantsPanelProps) {
  const { csrf, id, intent, grants, plans, mostDays, error } = props
  return (
    <Panel title="Granted time" lead="Beside what is paid. Time of one plan follows on time of the same plan.">
      <div class="grid gap-3">
        <FormError text={error ?? undefined} />
        {grants.length === 0 ? (
          <Empty icon="check" title="Nothing was granted" />
        ) : (
          <GrantList csrf={csrf} grants={grants} />
        )}
        <Expander summary="Give time">
          <Form action={`/admin/customers/${id}/grants`} csrf={csrf} class="grid gap-3">
            <input type="hidden" name="intent" value={intent} />
            <label class="grid gap-1.5 text-sm font-semibold">
              Plan
              <select name="plan" class="select w-full">
                {plans.map((plan) => (
                  <option key={plan.id} value={plan.id}>
                    {plan.name}
                  </option>
                ))}
              </select>
            </label>
            <Field
              name="days"
              label="Days"
              hint={mostDays === null ? undefined : `Up to ${mostDays} at once.`}
              maxLength={4}
            />
            <Field name="reason" label="Reason" maxLength={500} idPrefix="grant-" />
            <div>
              <button type="submit" class="btn">
                Give it
              </button>
            </div>
          </Form>
        </Expander>
      </div>
    </Panel>
  )
}

function GrantList({ csrf, grants }: Pick<GrantsPanelProps, 'csrf' | 'grants'>) {
  return (
    <ul class="divide-y divide-base-300">
      {grants.map((grant) => (
        <li key={grant.id} class="grid gap-1 py-3 text-sm">
          <p>
            <span class="font-semibold">{grant.planName}</span> from <Time at={grant.from} /> until{' '}
            <Time at={grant.until} />
            {grant.state !== 'running' && <span class="text-soft"> · {grant.state}</span>}
          </p>
          <p class="text-soft wrap-anywhere">{grant.reason}</p>
          {grant.state === 'running' && (
            <Expander summary="Revoke">
              <Form action={`/admin/grants/${grant.id}/revocation`} csrf={csrf} class="grid gap-3">
                <p class="text-sm text-soft">What is left of it ends now; later time of the same plan moves up.</p>
                <Field name="reason" label="Reason" maxLength={500} idPrefix={`${grant.id}-`} />
                <div>
                  <button type="submit" class="btn btn-error" aria-label={`Revoke ${grant.id}`}>
                    Revoke
                  </button>
                </div>
              </Form>
            </Expander>
          )}
        </li>
      ))}
    </ul>
  )
}
