// The question for a code: after the password, and again before an act that must not be done with a session left open.
import { AuthCard, SubmitWide } from '../kit/components/auth-card.tsx'
import { Field, Form, FormError } from '../kit/components/form.tsx'
import { PasskeyForm } from '../kit/components/passkey-form.tsx'

export interface CodeFormViewProps {
  csrf: string
  action: '/log-in/code' | '/step-up'
  /** A local path to go on to; the server checks that it is one. */
  next: string | null
  error: string | null
  /** Whether to offer a passkey instead; at log-in it is not told who has one. */
  hasPasskeys: boolean
}

const WORDS = {
  '/log-in/code': {
    title: 'One more step',
    lead: 'Open your authenticator app and type the code it shows for Turnpike.',
    button: 'Log in',
  },
  '/step-up': {
    title: 'Confirm that it is you',
    lead: 'What you are about to do asks for a new code or a passkey. It is good for five minutes; then do it again.',
    button: 'Confirm',
  },
}

export function CodeFormView({ csrf, action, next, error, hasPasskeys }: CodeFormViewProps) {
  const { title, lead, button } = WORDS[action]
  return (
    <AuthCard
      title={title}
      lead={lead}
      icon="shield"
      below={
        action === '/log-in/code' ? (
          <a class="link py-1" href="/log-in">
            Start again
          </a>
        ) : (
          <a class="link py-1" href={next ?? '/account'}>
            Back
          </a>
        )
      }
    >
      <Form action={action} csrf={csrf} class="grid gap-4">
        <FormError text={error ?? undefined} />
        {next && <input type="hidden" name="next" value={next} />}
        <Field
          name="code"
          label="Code"
          hint="Six digits, or one of your recovery codes."
          autocomplete="one-time-code"
          maxLength={40}
        />
        <SubmitWide label={button} />
      </Form>
      {hasPasskeys && (
        <PasskeyForm
          action={action === '/step-up' ? '/step-up/passkey' : '/log-in/passkey'}
          csrf={csrf}
          kind="use"
          label="Use a passkey"
        >
          {next && <input type="hidden" name="next" value={next} />}
        </PasskeyForm>
      )}
    </AuthCard>
  )
}
