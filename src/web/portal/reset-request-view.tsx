// /reset-password: asks for the address; the answer is the same for every one (check-mail-view.tsx).
import { AuthCard, SubmitWide } from '../kit/components/auth-card.tsx'
import { Field, Form, FormError, type Errors } from '../kit/components/form.tsx'

export interface ResetRequestViewProps {
  csrf: string
  values: { email: string }
  errors: Errors<'email'>
}

export function ResetRequestView({ csrf, values, errors }: ResetRequestViewProps) {
  return (
    <AuthCard
      title="Choose a new password"
      lead="Tell us your address and we send you a link."
      below={
        <a class="link font-semibold" href="/log-in">
          Back to log-in
        </a>
      }
    >
      <Form action="/reset-password" csrf={csrf} class="grid gap-4">
        <FormError text={errors.form} />
        <Field
          name="email"
          label="E-mail address"
          type="email"
          value={values.email}
          error={errors.email}
          autocomplete="username"
          maxLength={254}
        />
        <SubmitWide label="Send the link" />
      </Form>
    </AuthCard>
  )
}
