// In the place of a form that waits for the proof of the address: what to do, and the mail once more.
import { Panel } from '../kit/components/card.tsx'
import { Form } from '../kit/components/form.tsx'

/** `first`: what comes after it, such as 'add a passkey'. */
export function ConfirmAddressPanel({ csrf, email, first }: { csrf: string; email: string; first: string }) {
  return (
    <Panel title="Confirm your e-mail address" lead={`You can ${first} as soon as we know that the address is yours.`}>
      <p>
        Open the link in our mail to <strong class="wrap-anywhere">{email}</strong>, then come back here.
      </p>
      <Form action="/verification-mails" csrf={csrf} class="mt-4">
        <button type="submit" class="btn btn-primary">
          Send the mail again
        </button>
      </Form>
    </Panel>
  )
}
