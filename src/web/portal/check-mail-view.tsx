// After sign-up, a request for a reset or another address: what was sent, and what to do if nothing comes. Says the same for every address.
import { AuthCard } from '../kit/components/auth-card.tsx'
import { Form } from '../kit/components/form.tsx'

export interface CheckMailViewProps {
  csrf: string
  email: string
  purpose: 'verify' | 'reset' | 'change'
  /** Demo: where the mail can be read. */
  mailUrl: string | null
  /** Whether another verification mail may be asked for from here (somebody is logged in). */
  canResend: boolean
}

export function CheckMailView({ csrf, email, purpose, mailUrl, canResend }: CheckMailViewProps) {
  return (
    <AuthCard
      icon="mail"
      title="Look into your mail"
      lead={
        purpose === 'change' ? (
          <>
            We sent a mail to <strong>{email}</strong>. Open its link within 24 hours; until then everything stays as it
            is.
          </>
        ) : purpose === 'verify' ? (
          <>
            We sent a link to <strong>{email}</strong>. Open it to confirm that the address is yours. It is good for 24
            hours.
          </>
        ) : (
          <>
            If <strong>{email}</strong> has an account, a link to choose a new password is on its way. It is good for an
            hour.
          </>
        )
      }
    >
      {mailUrl && (
        <a href={mailUrl} class="btn btn-primary h-11 w-full">
          Open the demo mailbox
        </a>
      )}
      <p class="text-sm text-soft">Nothing there after a few minutes? Look into the spam folder.</p>
      {canResend && (
        <Form action="/verification-mails" csrf={csrf}>
          <button type="submit" class="btn w-full">
            Send the mail again
          </button>
        </Form>
      )}
    </AuthCard>
  )
}
