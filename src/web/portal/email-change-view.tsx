// /email-change and /email-change/undo: one button, or why it cannot be done.
import { AuthCard, SubmitWide } from '../kit/components/auth-card.tsx'
import { Form } from '../kit/components/form.tsx'

export interface EmailChangeViewProps {
  csrf: string
  what: 'confirm' | 'undo'
  title: string
  token: string
  fault?: string
}

const PARTS = {
  confirm: {
    action: '/email-change',
    lead: 'From then on you log in with it, and all mails go to it.',
    button: 'Confirm this address',
  },
  undo: {
    action: '/email-change/undo',
    lead: 'Your old address counts again, everybody is logged out, and you choose a new password. All passkeys, authenticator apps, recovery codes and API keys are removed, for nobody can tell which are yours: set yours up again after you log in.',
    button: 'Take it back',
  },
}

export function EmailChangeView({ csrf, what, title, token, fault }: EmailChangeViewProps) {
  const { action, lead, button } = PARTS[what]
  if (fault !== undefined) {
    return (
      <AuthCard icon="alert" title="This link does not work" lead={fault}>
        <a href="/account" class="btn btn-primary h-11">
          To your account
        </a>
      </AuthCard>
    )
  }
  return (
    <AuthCard icon="mail" title={title} lead={lead}>
      <Form action={action} csrf={csrf}>
        <input type="hidden" name="token" value={token} />
        <SubmitWide label={button} />
      </Form>
    </AuthCard>
  )
}
