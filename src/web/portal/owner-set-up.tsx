// The link that the first start prints: the owner names himself.
import { z } from 'zod'
import { completeOwnerSetUp, readSetUp } from '../../accounts/owner-set-up.ts'
import { refused } from '../kit/errors.tsx'
import { parse } from '../kit/form.ts'
import { visitor } from '../kit/guards.ts'
import { goTo, show } from '../kit/show.tsx'
import type { Handler, Web } from '../kit/web.ts'
import { OwnerSetUpView } from './owner-set-up-view.tsx'

const SetUpForm = z.object({ token: z.string().max(200), email: z.string().default(''), password: z.string() })

export function ownerSetUp(web: Web): Record<'form' | 'submit', Handler> {
  const { app } = web
  return {
    async form(c) {
      const visit = await visitor(web, c)
      const token = c.req.query('token') ?? ''
      const { email } = await readSetUp(app, token)
      const body = <OwnerSetUpView csrf={visit.csrf} token={token} values={{ email: email ?? '' }} errors={{}} />
      return show(web, c, visit, { title: 'Set up' }, body)
    },

    async submit(c) {
      const visit = await visitor(web, c)
      const { csrf } = visit
      const { token, email, password } = parse(visit.form, SetUpForm)
      try {
        await completeOwnerSetUp(app, token, { email, password })
        return goTo(c, '/log-in?next=/admin', 'set-up')
      } catch (error) {
        const { status, message } = refused(c, error)
        const body = <OwnerSetUpView {...{ csrf, token }} values={{ email }} errors={{ form: message }} />
        return show(web, c, visit, { title: 'Set up', status }, body)
      }
    },
  }
}
