// /reset-password/new: the form behind the link of the mail. Using it ends all sessions.
import { AuthCard, SubmitWide } from '../kit/components/auth-card.tsx'
import { Field, Form, FormError, type Errors } from '../kit/components/form.tsx'

export interface ResetPasswordViewProps {
  csrf: string
  token: string
  errors: Errors<'password'>
}

export function ResetPasswordView({ csrf, token, errors }: ResetPasswordViewProps) {
  return (
    <AuthCard
      title="Choose a new password"
      lead="All devices that are logged in to your account will be logged out. Your VPN stays connected."
    >
      <Form action="/reset-password/new" csrf={csrf} class="grid gap-4">
        <FormError text={errors.form} />
        <input type="hidden" name="token" value={token} />
        <Field
          name="password"
          label="New password"
          type="password"
          error={errors.password}
          hint="At least 15 characters. Four or five words in a row are easy to keep in mind."
          autocomplete="new-password"
          minLength={15}
          maxLength={256}
        />
        <SubmitWide label="Save the new password" />
        {errors.form && (
          <p class="text-center text-sm">
            <a class="link" href="/reset-password">
              Ask for a new link
            </a>
          </p>
        )}
      </Form>
    </AuthCard>
  )
}
