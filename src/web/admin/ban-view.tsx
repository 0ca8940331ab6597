// Shuts somebody out by hand: of the pages alone, or of everything, which can be given back. For a ban a reason is asked for: it goes into
// the audit.
import { Panel } from '../kit/components/card.tsx'
import { Expander } from '../kit/components/expander.tsx'
import { Field, Form } from '../kit/components/form.tsx'
import { Time } from '../kit/components/time.tsx'

interface BanPanelProps {
  csrf: string
  id: string
  bannedAt: Date | null
  error: string | null
}

export function BanPanel({ csrf, id, bannedAt, error }: BanPanelProps) {
  if (bannedAt) {
    return (
      <Panel title="Banned" lead={<Time at={bannedAt} />}>
        <Form action={`/admin/customers/${id}/unban`} csrf={csrf} class="grid gap-3">
          <Field name="reason" label="Reason to lift it" error={error ?? undefined} maxLength={200} />
          <div>
            <button type="submit" class="btn">
              Lift the ban
            </button>
          </div>
        </Form>
      </Panel>
    )
  }
  return (
    <Expander summary="Ban this account" icon="ban" open={error !== null}>
      <Form action={`/admin/customers/${id}/ban`} csrf={csrf} class="grid gap-3">
        <p class="text-sm text-soft">
          Ends all sessions and tunnels within seconds. Payments are not touched: end the subscription here, and refund
          on the page of a payment.
        </p>
        <Field name="reason" label="Reason" error={error ?? undefined} maxLength={200} />
        <div>
          <button type="submit" class="btn btn-error">
            Ban
          </button>
        </div>
      </Form>
    </Expander>
  )
}

export function LogOutPanel({ csrf, id }: Pick<BanPanelProps, 'csrf' | 'id'>) {
  return (
    <Expander summary="Log out everywhere" icon="key">
      <Form action={`/admin/customers/${id}/log-out`} csrf={csrf} class="grid gap-3">
        <p class="text-sm text-soft">
          Ends all sessions in browsers within a second. Devices stay connected, and whoever knows the password can log
          in again.
        </p>
        <div>
          <button type="submit" class="btn">
            End all sessions
          </button>
        </div>
      </Form>
    </Expander>
  )
}
