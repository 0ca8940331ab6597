// /sign-up/number: an account without e-mail. First what that means, then the number, shown this once.
import { AuthCard, SubmitWide } from '../kit/components/auth-card.tsx'
import { CopyText } from '../kit/components/copy-text.tsx'
import { Field, Form, FormError } from '../kit/components/form.tsx'
import { Notice } from '../kit/components/notice.tsx'

export function NumberSignUpView({ csrf, error }: { csrf: string; error: string | null }) {
  return (
    <AuthCard
      title="An account without e-mail"
      lead="You get a number. Whoever has it has the account."
      icon="key"
      below={
        <>
          Rather with an address?{' '}
          <a class="link font-semibold" href="/sign-up">
            Create an account
          </a>
        </>
      }
    >
      <ul class="grid list-disc gap-2 pl-5">
        <li>Nobody can restore a lost number. We cannot either: we keep no copy and do not know who you are.</li>
        <li>You pay by voucher only. Ask support where to get one, before you make the account.</li>
        <li>There is no trial and no free plan, and we cannot write to you: look at your pages now and then.</li>
      </ul>
      <Form action="/sign-up/number" csrf={csrf} class="grid gap-4">
        <FormError text={error ?? undefined} />
        <SubmitWide label="Make an account without e-mail" />
      </Form>
    </AuthCard>
  )
}

export interface NumberShownViewProps {
  csrf: string
  sealed: string
  /** In groups; null: it was shown before, and is asked for once more. */
  number: string | null
  error: string | null
}

export function NumberShownView({ csrf, sealed, number, error }: NumberShownViewProps) {
  return (
    <AuthCard
      title={number === null ? 'Once more' : 'Your account number'}
      lead={
        number === null
          ? 'The number is not shown again. If you did not write it down, start again: no account was made yet.'
          : 'It is the only key to your account, and it is shown this once.'
      }
      icon="key"
      below={
        <a class="link py-1" href="/sign-up/number">
          Start again with another number
        </a>
      }
    >
      {number !== null && (
        <>
          <CopyText id="account-number" label="Account number" text={number} />
          <Notice tone="warning" text="Write it down now. Nobody can restore it: who loses it has lost the account." />
        </>
      )}
      <Form action="/sign-up/number/confirmation" csrf={csrf} class="grid gap-4">
        <FormError text={error ?? undefined} />
        <input type="hidden" name="sealed" value={sealed} />
        <Field
          name="last"
          label="The last group of your number"
          hint="Four digits, from what you wrote down."
          maxLength={80}
        />
        <SubmitWide label="I have written it down" />
      </Form>
    </AuthCard>
  )
}
