// /log-in/number: for accounts without e-mail. One sentence for every number that opens nothing.
import { AuthCard, SubmitWide, withNext } from '../kit/components/auth-card.tsx'
import { Field, Form, FormError } from '../kit/components/form.tsx'

export interface NumberLogInViewProps {
  csrf: string
  error: string | null
  /** A local path to go on to; the server checks that it is one. */
  next: string | null
}

export function NumberLogInView({ csrf, error, next }: NumberLogInViewProps) {
  return (
    <AuthCard
      title="Log in"
      lead="With the number of an account without e-mail."
      below={
        <a class="link py-1" href={withNext('/log-in', next)}>
          Log in with an e-mail address or a passkey
        </a>
      }
    >
      <Form action="/log-in/number" csrf={csrf} class="grid gap-4">
        <FormError text={error ?? undefined} />
        {next && <input type="hidden" name="next" value={next} />}
        <Field
          name="number"
          label="Account number"
          hint="28 digits, with spaces or without."
          autocomplete="current-password"
          maxLength={80}
        />
        <SubmitWide label="Log in" />
      </Form>
    </AuthCard>
  )
}
