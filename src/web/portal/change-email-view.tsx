// /account/email: the new address and the password.
import { PageHead, Panel } from '../kit/components/card.tsx'
import { Field, Form, FormError } from '../kit/components/form.tsx'

export interface ChangeEmailViewProps {
  csrf: string
  current: string
  values: { email: string }
  error: string | null
}

export function ChangeEmailView({ csrf, current, values, error }: ChangeEmailViewProps) {
  return (
    <>
      <PageHead
        title="Another e-mail address"
        lead={`Now it is ${current}.`}
        back={{ href: '/account', label: 'Account' }}
      />
      <div class="max-w-2xl">
        <Panel
          title="New address"
          lead="We send a link there, and nothing changes until you open it. The old address can take it back for a week."
        >
          <Form action="/account/email" csrf={csrf} class="grid gap-4">
            <FormError text={error ?? undefined} />
            <Field
              name="email"
              label="New address"
              type="email"
              value={values.email}
              autocomplete="email"
              maxLength={254}
            />
            <Field name="password" label="Your password" type="password" autocomplete="current-password" />
            <div>
              <button type="submit" class="btn btn-primary">
                Send the link
              </button>
            </div>
          </Form>
        </Panel>
      </div>
    </>
  )
}
