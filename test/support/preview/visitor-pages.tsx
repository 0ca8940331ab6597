// Every page of people who are not logged in, by name.
import type { VNode } from 'preact'
import { CheckMailView } from '../../../src/web/portal/check-mail-view.tsx'
import { EmailChangeView } from '../../../src/web/portal/email-change-view.tsx'
import { ErrorView } from '../../../src/web/portal/error-view.tsx'
import { LandingView } from '../../../src/web/portal/landing-view.tsx'
import { LogInView } from '../../../src/web/portal/log-in-view.tsx'
import { MailboxView, MailView } from '../../../src/web/portal/mailbox-view.tsx'
import { OwnerSetUpView } from '../../../src/web/portal/owner-set-up-view.tsx'
import { PlansView } from '../../../src/web/portal/plans-view.tsx'
import { keptByTopic } from '../../../src/web/portal/privacy.tsx'
import { PrivacyView } from '../../../src/web/portal/privacy-view.tsx'
import { ResetPasswordView } from '../../../src/web/portal/reset-password-view.tsx'
import { ResetRequestView } from '../../../src/web/portal/reset-request-view.tsx'
import { SignUpView } from '../../../src/web/portal/sign-up-view.tsx'
import { VerifyEmailView } from '../../../src/web/portal/verify-email-view.tsx'
import { NUMBER_PAGES } from './anonymous-pages.tsx'
import * as sample from './samples.ts'

const { CSRF: csrf } = sample
const mail = { id: 'm1', to: 'ana@example.com', subject: 'Confirm your e-mail address', createdAt: sample.ago(2) }
const text =
  'Hello,\n\nopen this link to confirm your address:\nhttp://127.0.0.1:8080/verify-email?token=sample\n\nIt is good for 24 hours.\n'
const shopper = { kind: 'visitor' } as const

export const VISITOR_PAGES: Record<string, VNode> = {
  landing: (
    <LandingView
      tax={false}
      plans={sample.PLANS}
      interval="month"
      shopper={shopper}
      locations={['Frankfurt', 'Stockholm', 'Zurich']}
    />
  ),
  'landing-year': (
    <LandingView
      tax={false}
      plans={sample.PLANS.slice(0, 1)}
      interval="year"
      shopper={shopper}
      locations={[]}
      currency={{ shown: 'usd', all: ['usd', 'eur'] }}
    />
  ),
  'plans-none': <PlansView tax={false} plans={[]} interval="month" shopper={shopper} />,
  'sign-up': (
    <SignUpView
      offersNumber
      csrf={csrf}
      values={{ email: '' }}
      errors={{}}
      chosen={{ lookupKey: 'turnpike_plus_month_usd', words: 'Plus for $9 a month' }}
    />
  ),
  'sign-up-errors': (
    <SignUpView
      offersNumber={false}
      csrf={csrf}
      values={{ email: 'ana@' }}
      errors={{ email: 'That is not an e-mail address.', password: 'Use at least 15 characters.' }}
      chosen={null}
    />
  ),
  'log-in': <LogInView offersNumber={false} csrf={csrf} values={{ email: '' }} errors={{}} next={null} />,
  'log-in-refused': (
    <LogInView
      offersNumber
      csrf={csrf}
      values={{ email: sample.LONG_EMAIL }}
      errors={{ form: 'E-mail address and password do not fit together.' }}
      next="/devices"
    />
  ),
  'check-mail': <CheckMailView csrf={csrf} email={sample.LONG_EMAIL} purpose="verify" mailUrl="/dev/mail" canResend />,
  'verify-email': <VerifyEmailView csrf={csrf} state="ask" token="sample" />,
  'verify-email-failed': (
    <VerifyEmailView
      csrf={csrf}
      state="failed"
      reason="It was used before, or is older than 24 hours."
      canResend={false}
    />
  ),
  'email-change': <EmailChangeView csrf={csrf} what="confirm" title="Confirm your new address" token="sample" />,
  'email-change-undo': <EmailChangeView csrf={csrf} what="undo" title="Take your account back" token="sample" />,
  'email-change-failed': (
    <EmailChangeView csrf={csrf} what="undo" title="Take your account back" token="" fault="It was used before." />
  ),
  'reset-request': <ResetRequestView csrf={csrf} values={{ email: '' }} errors={{}} />,
  'reset-password': (
    <ResetPasswordView
      csrf={csrf}
      token="sample"
      errors={{ form: 'This link was used before, or is older than an hour.' }}
    />
  ),
  'owner-set-up': <OwnerSetUpView csrf={csrf} token="sample" values={{ email: '' }} errors={{}} />,
  privacy: (
    <PrivacyView
      leaseHours={24}
      graceDays={7}
      hasMailServer
      tax
      topics={keptByTopic()}
      cookies={[{ name: '__Host-turnpike-visitor', keeps: 'A random value.', lasts: 'Until you close the browser' }]}
    />
  ),
  ...NUMBER_PAGES,
  'error-404': <ErrorView status={404} home="/" />,
  'error-500': <ErrorView status={500} reference="01ARZ3NDEKTSV4" home="/" />,
  mailbox: (
    <MailboxView
      mails={Array.from({ length: 200 }, (_, at) => ({
        ...mail,
        id: `m${at}`,
        to: at % 5 ? mail.to : sample.LONG_EMAIL,
      }))}
    />
  ),
  'mailbox-empty': <MailboxView mails={[]} />,
  mail: <MailView mail={{ ...mail, text }} ownOrigin="http://127.0.0.1:8080" />,
}
