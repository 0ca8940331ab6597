// Proof of an e-mail address: the link of the mail leads to a button, which a mail scanner does not press.
import { z } from 'zod'
import { resendVerification, verifyEmail as prove } from '../../accounts/verify-email.ts'
import { refused } from '../kit/errors.tsx'
import { parse } from '../kit/form.ts'
import { enrolling, visitor } from '../kit/guards.ts'
import { goTo, show } from '../kit/show.tsx'
import type { Handler, Web } from '../kit/web.ts'
import { CheckMailView } from './check-mail-view.tsx'
import { chosenOffer } from './offers.ts'
import { VerifyEmailView } from './verify-email-view.tsx'

const VerifyForm = z.object({ token: z.string().max(200), price: z.string().max(200).optional() })

export function verifyEmail(web: Web): Record<'form' | 'submit' | 'resend', Handler> {
  const { app } = web
  const mailUrl = app.simulator ? '/dev/mail' : null
  return {
    async form(c) {
      const visit = await visitor(web, c)
      const price = (await chosenOffer(web, c.req.query('price')))?.lookupKey
      const token = c.req.query('token') ?? ''
      const body = <VerifyEmailView csrf={visit.csrf} state="ask" token={token} price={price} />
      return show(web, c, visit, { title: 'Confirm your e-mail address' }, body)
    },

    async submit(c) {
      const visit = await visitor(web, c)
      const { token, price } = parse(visit.form, VerifyForm)
      try {
        await prove(app, token)
      } catch (error) {
        const { status, message: reason } = refused(c, error)
        const canResend = visit.session !== null && !visit.session.emailVerified
        const body = <VerifyEmailView csrf={visit.csrf} state="failed" reason={reason} canResend={canResend} />
        return show(web, c, visit, { title: 'Confirm your e-mail address', status }, body)
      }
      const plans = price === undefined ? '/plans' : `/plans?price=${encodeURIComponent(price)}`
      if (!visit.session) return goTo(c, `/log-in?next=${encodeURIComponent(plans)}`, 'verified')
      return goTo(c, price === undefined ? '/dashboard' : plans, 'verified')
    },

    async resend(c) {
      const visit = await enrolling(web, c)
      const { csrf, session } = visit
      await resendVerification(app, { account: visit.account, network: web.clientIp(c) })
      const body = <CheckMailView {...{ csrf, mailUrl }} email={session.email} purpose="verify" canResend />
      return show(web, c, visit, { title: 'Look into your mail' }, body)
    },
  }
}
