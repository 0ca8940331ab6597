// /log-in. One sentence for an unknown address and a wrong password: the page does not tell who has an account.
import { AuthCard, LinkWide, SubmitWide, withNext } from '../kit/components/auth-card.tsx'
import { Field, Form, FormError, type Errors } from '../kit/components/form.tsx'
import { PasskeyForm } from '../kit/components/passkey-form.tsx'

export interface LogInViewProps {
  csrf: string
  values: { email: string }
  errors: Errors<'email' | 'password'>
  /** A local path to go on to; the server checks that it is one. */
  next: string | null
  /** There may be accounts without e-mail. */
  offersNumber: boolean
}

export function LogInView({ csrf, values, errors, next, offersNumber }: LogInViewProps) {
  return (
    <AuthCard
      title="Log in"
      below={
        <>
          New here?{' '}
          <a class="link font-semibold" href="/sign-up">
            Create an account
          </a>
        </>
      }
    >
      <Form action="/log-in" csrf={csrf} class="grid gap-4">
        <FormError text={errors.form} />
        {next && <input type="hidden" name="next" value={next} />}
        <Field
          name="email"
          label="E-mail address"
          type="email"
          value={values.email}
          error={errors.email}
          autocomplete="username"
          maxLength={254}
        />
        <Field
          name="password"
          label="Password"
          type="password"
          error={errors.password}
          autocomplete="current-password"
        />
        <SubmitWide label="Log in" />
        <p class="text-center text-sm">
          <a class="link py-1" href="/reset-password">
            Forgot your password?
          </a>
        </p>
      </Form>
      <PasskeyForm action="/log-in/passkey" csrf={csrf} kind="use" label="Log in with a passkey">
        {next && <input type="hidden" name="next" value={next} />}
      </PasskeyForm>
      {offersNumber && <LinkWide href={withNext('/log-in/number', next)} label="Log in with an account number" />}
    </AuthCard>
  )
}
