// Asking for another e-mail address, with the password and, where there is one, the second factor.
import { z } from 'zod'
import { requestEmailChange } from '../../accounts/change-email.ts'
import { Refusal } from '../../lib/refusal.ts'
import { refused } from '../kit/errors.tsx'
import { parse } from '../kit/form.ts'
import { customer } from '../kit/guards.ts'
import { show } from '../kit/show.tsx'
import type { Handler, Web } from '../kit/web.ts'
import { ChangeEmailView } from './change-email-view.tsx'
import { CheckMailView } from './check-mail-view.tsx'

const ChangeForm = z.object({ email: z.string(), password: z.string() })
const PAGE = { title: 'Another e-mail address' }

export function changeEmail(web: Web): Record<'form' | 'submit', Handler> {
  const { app } = web
  return {
    async form(c) {
      const visit = await customer(web, c)
      const { csrf, session } = visit
      if (session.isAnonymous) throw new Refusal('forbidden', 'This account was made without an e-mail address.')
      const body = <ChangeEmailView csrf={csrf} current={session.email} values={{ email: '' }} error={null} />
      return show(web, c, visit, PAGE, body)
    },

    async submit(c) {
      const visit = await customer(web, c)
      const { csrf, session } = visit
      const { email, password } = parse(visit.form, ChangeForm)
      try {
        await requestEmailChange(app, session, { email, password })
      } catch (error) {
        if (session.isAnonymous) throw error
        const { status, message } = refused(c, error)
        const body = <ChangeEmailView csrf={csrf} current={session.email} values={{ email }} error={message} />
        return show(web, c, visit, { ...PAGE, status }, body)
      }
      const mailUrl = app.simulator ? '/dev/mail' : null
      const body = <CheckMailView {...{ csrf, email, mailUrl }} purpose="change" canResend={false} />
      return show(web, c, visit, { title: 'Look into your mail' }, body)
    },
  }
}
