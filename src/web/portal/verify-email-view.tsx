// /verify-email: the link of the mail leads here; a button does it, so that a mail scanner that opens links does not.
import { AuthCard, SubmitWide } from '../kit/components/auth-card.tsx'
import { Form } from '../kit/components/form.tsx'

export type VerifyEmailViewProps = { csrf: string } & (
  | { state: 'ask'; token: string; /** A plan chosen before. */ price?: string | undefined }
  | { state: 'failed'; reason: string; canResend: boolean }
)

export function VerifyEmailView(props: VerifyEmailViewProps) {
  if (props.state === 'ask') {
    return (
      <AuthCard icon="mail" title="Confirm your address" lead="One press, and your account is ready.">
        <Form action="/verify-email" csrf={props.csrf}>
          <input type="hidden" name="token" value={props.token} />
          {props.price && <input type="hidden" name="price" value={props.price} />}
          <SubmitWide label="Confirm my address" />
        </Form>
      </AuthCard>
    )
  }
  return (
    <AuthCard icon="alert" title="This link does not work" lead={props.reason}>
      {props.canResend ? (
        <Form action="/verification-mails" csrf={props.csrf}>
          <SubmitWide label="Send a new link" />
        </Form>
      ) : (
        <a href="/log-in" class="btn btn-primary h-11">
          Log in to get a new link
        </a>
      )}
    </AuthCard>
  )
}
