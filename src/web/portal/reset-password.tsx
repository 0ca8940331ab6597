// A forgotten password: ask for a link, then choose a new one. The answer to asking is the same for every address.
import { z } from 'zod'
import { performReset, requestReset } from '../../accounts/reset-password.ts'
import { refused } from '../kit/errors.tsx'
import { parse } from '../kit/form.ts'
import { visitor } from '../kit/guards.ts'
import { keepToken } from '../kit/session.ts'
import { goTo, show } from '../kit/show.tsx'
import type { Handler, Web } from '../kit/web.ts'
import { CheckMailView } from './check-mail-view.tsx'
import { ResetPasswordView } from './reset-password-view.tsx'
import { ResetRequestView } from './reset-request-view.tsx'

const AskForm = z.object({ email: z.string() })
const ResetForm = z.object({ token: z.string().max(200), password: z.string() })
const TITLE = 'Choose a new password'

export function resetRequest(web: Web): Record<'form' | 'submit', Handler> {
  const { app } = web
  return {
    async form(c) {
      const visit = await visitor(web, c)
      const token = c.req.query('token') // the mail's link
      if (token !== undefined) return goTo(c, `/reset-password/new?token=${encodeURIComponent(token)}`)
      const body = <ResetRequestView csrf={visit.csrf} values={{ email: '' }} errors={{}} />
      return show(web, c, visit, { title: TITLE }, body)
    },

    async submit(c) {
      const visit = await visitor(web, c)
      const { csrf } = visit
      const { email } = parse(visit.form, AskForm)
      try {
        await requestReset(app, { email, network: web.clientIp(c) })
      } catch (error) {
        const { code, status, message } = refused(c, error)
        const errors = code === 'invalid' ? { email: message } : { form: message }
        return show(
          web,
          c,
          visit,
          { title: TITLE, status },
          <ResetRequestView {...{ csrf, errors }} values={{ email }} />,
        )
      }
      const mailUrl = app.simulator ? '/dev/mail' : null
      const body = <CheckMailView {...{ csrf, email, mailUrl }} purpose="reset" canResend={false} />
      return show(web, c, visit, { title: 'Look into your mail' }, body)
    },
  }
}

/** Behind the link. */
export function resetPassword(web: Web): Record<'form' | 'submit', Handler> {
  const { app } = web
  return {
    async form(c) {
      const visit = await visitor(web, c)
      const body = <ResetPasswordView csrf={visit.csrf} token={c.req.query('token') ?? ''} errors={{}} />
      return show(web, c, visit, { title: TITLE }, body)
    },

    async submit(c) {
      const visit = await visitor(web, c)
      const { csrf } = visit
      const { token, password } = parse(visit.form, ResetForm)
      try {
        const { knownDevice } = await performReset(app, { token, password })
        keepToken(web, c, 'device', knownDevice)
        return goTo(c, '/log-in', 'password-reset')
      } catch (error) {
        const { code, status, message } = refused(c, error)
        const errors = code === 'invalid' ? { password: message } : { form: message }
        return show(web, c, visit, { title: TITLE, status }, <ResetPasswordView {...{ csrf, token, errors }} />)
      }
    },
  }
}
