// Joining: an account, and proof of its address. Nobody is logged in by either; the log-in is one place.
import { z } from 'zod'
import { signUp as createAccount } from '../../accounts/sign-up.ts'
import { resendVerification, verifyEmail } from '../../accounts/verify-email.ts'
import { refused } from '../kit/errors.tsx'
import { parse } from '../kit/form.ts'
import { customer, visitor } from '../kit/guards.ts'
import { goTo, show } from '../kit/show.tsx'
import type { Handler, Web } from '../kit/web.ts'
import { CheckMailView } from './check-mail-view.tsx'
import { chosenOffer } from './offers.ts'
import { SignUpView } from './sign-up-view.tsx'
import { VerifyEmailView } from './verify-email-view.tsx'

const SignUpForm = z.object({ email: z.string(), password: z.string(), price: z.string().max(200).optional() })
const VerifyForm = z.object({ token: z.string().max(200) })
const TITLE = 'Create your account'

export function signUp(web: Web): Record<'form' | 'submit' | 'verifyForm' | 'verify' | 'resend', Handler> {
  const { app } = web
  const mailUrl = app.simulator ? '/dev/mail' : null
  return {
    async form(c) {
      const visit = await visitor(web, c)
      if (visit.session) return goTo(c, '/dashboard')
      const chosen = await chosenOffer(web, c.req.query('price'))
      const body = <SignUpView csrf={visit.csrf} values={{ email: '' }} errors={{}} chosen={chosen} />
      return show(web, c, visit, { title: TITLE }, body)
    },

    async submit(c) {
      const visit = await visitor(web, c)
      const { csrf } = visit
      const { email, password, price } = parse(visit.form, SignUpForm)
      try {
        await createAccount(app, { email, password, network: web.clientIp(c) })
      } catch (error) {
        const { status, message } = refused(c, error)
        const chosen = await chosenOffer(web, price)
        const body = <SignUpView csrf={csrf} values={{ email }} errors={{ form: message }} chosen={chosen} />
        return show(web, c, visit, { title: TITLE, status }, body)
      }
      const body = <CheckMailView {...{ csrf, email, mailUrl }} purpose="verify" canResend={false} />
      return show(web, c, visit, { title: 'Look into your mail' }, body)
    },

    async verifyForm(c) {
      const visit = await visitor(web, c)
      const body = <VerifyEmailView csrf={visit.csrf} state="ask" token={c.req.query('token') ?? ''} />
      return show(web, c, visit, { title: 'Confirm your e-mail address' }, body)
    },

    async verify(c) {
      const visit = await visitor(web, c)
      try {
        await verifyEmail(app, parse(visit.form, VerifyForm).token)
      } catch (error) {
        const { status, message: reason } = refused(c, error)
        const canResend = visit.session !== null && !visit.session.emailVerified
        const body = <VerifyEmailView csrf={visit.csrf} state="failed" reason={reason} canResend={canResend} />
        return show(web, c, visit, { title: 'Confirm your e-mail address', status }, body)
      }
      return visit.session ? goTo(c, '/dashboard', 'verified') : goTo(c, '/log-in?next=/plans', 'verified')
    },

    async resend(c) {
      const visit = await customer(web, c)
      const { csrf, session } = visit
      await resendVerification(app, { account: visit.account, network: web.clientIp(c) })
      const body = <CheckMailView {...{ csrf, mailUrl }} email={session.email} purpose="verify" canResend />
      return show(web, c, visit, { title: 'Look into your mail' }, body)
    },
  }
}
