// Joining: an e-mail address and a password. Nobody is logged in by it; the log-in is one place.
import { z } from 'zod'
import { signUp as createAccount } from '../../accounts/sign-up.ts'
import { refused } from '../kit/errors.tsx'
import { parse } from '../kit/form.ts'
import { visitor } from '../kit/guards.ts'
import { goTo, show } from '../kit/show.tsx'
import { viaOf } from '../kit/via.ts'
import type { Handler, Web } from '../kit/web.ts'
import { CheckMailView } from './check-mail-view.tsx'
import { chosenOffer } from './offers.ts'
import { SignUpView } from './sign-up-view.tsx'

const SignUpForm = z.object({ email: z.string(), password: z.string(), price: z.string().max(200).optional() })
const TITLE = 'Create your account'

export function signUp(web: Web): Record<'form' | 'submit', Handler> {
  const { app } = web
  const mailUrl = app.simulator ? '/dev/mail' : null
  const page = { offersNumber: app.accountNumbers !== null }
  return {
    async form(c) {
      const visit = await visitor(web, c)
      if (visit.session) return goTo(c, '/dashboard')
      const chosen = await chosenOffer(web, c.req.query('price'))
      const body = <SignUpView {...page} csrf={visit.csrf} values={{ email: '' }} errors={{}} chosen={chosen} />
      return show(web, c, visit, { title: TITLE }, body)
    },

    async submit(c) {
      const visit = await visitor(web, c)
      const { csrf } = visit
      const { email, password, price } = parse(visit.form, SignUpForm)
      const chosen = await chosenOffer(web, price)
      try {
        await createAccount(app, {
          email,
          password,
          network: web.clientIp(c),
          price: chosen?.lookupKey,
          via: viaOf(web, c),
        })
      } catch (error) {
        const { status, message } = refused(c, error)
        const body = <SignUpView {...page} {...{ csrf, chosen }} values={{ email }} errors={{ form: message }} />
        return show(web, c, visit, { title: TITLE, status }, body)
      }
      const body = <CheckMailView {...{ csrf, email, mailUrl }} purpose="verify" canResend={false} />
      return show(web, c, visit, { title: 'Look into your mail' }, body)
    },
  }
}
