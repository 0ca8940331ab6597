// /set-up: the first page an operator sees, by the one-time link of the first start.
import { AuthCard, SubmitWide } from '../kit/components/auth-card.tsx'
import { Field, Form, FormError, type Errors } from '../kit/components/form.tsx'

export interface OwnerSetUpViewProps {
  csrf: string
  token: string
  values: { email: string }
  errors: Errors<'email' | 'password'>
}

export function OwnerSetUpView({ csrf, token, values, errors }: OwnerSetUpViewProps) {
  return (
    <AuthCard
      icon="key"
      title="Welcome, owner"
      lead="This link works once. Make the account that runs this shop: it sees customers, money and servers."
    >
      <Form action="/set-up" csrf={csrf} class="grid gap-4">
        <FormError text={errors.form} />
        <input type="hidden" name="token" value={token} />
        <Field
          name="email"
          label="E-mail address"
          type="email"
          value={values.email}
          error={errors.email}
          autocomplete="email"
          maxLength={254}
        />
        <Field
          name="password"
          label="Password"
          type="password"
          error={errors.password}
          hint="At least 15 characters. Four or five words in a row are easy to keep in mind."
          autocomplete="new-password"
          minLength={15}
          maxLength={256}
        />
        <SubmitWide label="Create the owner's account" />
      </Form>
    </AuthCard>
  )
}
