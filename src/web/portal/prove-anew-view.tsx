// The question for the password once more, of an account without a second factor.
import { AuthCard, SubmitWide } from '../kit/components/auth-card.tsx'
import { Form, FormError } from '../kit/components/form.tsx'
import { OwnSecret } from '../kit/components/own-secret.tsx'

export interface ProveAnewViewProps {
  csrf: string
  isAnonymous: boolean
  /** A local path to go on to; the server checks that it is one. */
  next: string | null
  error: string | null
}

export function ProveAnewView({ csrf, isAnonymous, next, error }: ProveAnewViewProps) {
  return (
    <AuthCard
      title="Confirm that it is you"
      lead={`What you are about to do asks for your ${isAnonymous ? 'account number' : 'password'} once more. It is good for five minutes; then do it again.`}
      icon="shield"
      below={
        <a class="link py-1" href={next ?? '/account'}>
          Back
        </a>
      }
    >
      <Form action="/step-up" csrf={csrf} class="grid gap-4">
        <FormError text={error ?? undefined} />
        {next && <input type="hidden" name="next" value={next} />}
        <OwnSecret isAnonymous={isAnonymous} />
        <SubmitWide label="Confirm" />
      </Form>
    </AuthCard>
  )
}
