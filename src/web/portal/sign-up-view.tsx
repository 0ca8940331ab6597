// /sign-up: an e-mail address and a password. The plan chosen before is carried along and named.
import { AuthCard, LinkWide, SubmitWide } from '../kit/components/auth-card.tsx'
import { Field, Form, FormError, type Errors } from '../kit/components/form.tsx'

export interface SignUpViewProps {
  csrf: string
  values: { email: string }
  errors: Errors<'email' | 'password'>
  /** The price chosen on the landing page; null: chosen later. */
  chosen: { lookupKey: string; words: string } | null
  /** Accounts without e-mail are offered as well. */
  offersNumber: boolean
}

export function SignUpView({ csrf, values, errors, chosen, offersNumber }: SignUpViewProps) {
  return (
    <AuthCard
      title="Create your account"
      lead={chosen ? `You chose ${chosen.words}. You pay after this step.` : 'You choose a plan after this step.'}
      below={
        <>
          Have an account?{' '}
          <a class="link font-semibold" href="/log-in">
            Log in
          </a>
        </>
      }
    >
      <Form action="/sign-up" csrf={csrf} class="grid gap-4">
        <FormError text={errors.form} />
        {chosen && <input type="hidden" name="price" value={chosen.lookupKey} />}
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
        <SubmitWide label="Create account" />
        <p class="text-sm text-soft">
          What we keep about you is on the{' '}
          <a class="link" href="/privacy">
            privacy page
          </a>
          . It is short.
        </p>
      </Form>
      {offersNumber && <LinkWide href="/sign-up/number" label="Without e-mail, paid by voucher" />}
    </AuthCard>
  )
}
