// A code once more, for acts that need it fresh. The session's id changes with it.
import { z } from 'zod'
import { stepUp } from '../../accounts/step-up.ts'
import { refused } from '../kit/errors.tsx'
import { parse } from '../kit/form.ts'
import { customer } from '../kit/guards.ts'
import { localPath } from '../kit/local-path.ts'
import { keepToken } from '../kit/session.ts'
import { goTo, show } from '../kit/show.tsx'
import type { Handler, Web } from '../kit/web.ts'
import { CodeFormView } from './code-form-view.tsx'

const StepUpForm = z.object({ code: z.string(), next: z.string().optional() })
const PAGE = { title: 'Confirm that it is you' }
const action = '/step-up'

export function stepUpPage(web: Web): Record<'form' | 'submit', Handler> {
  const { app } = web
  return {
    async form(c) {
      const visit = await customer(web, c)
      const next = localPath(c.req.query('next'))
      if (!visit.session.hasSecondFactor) return goTo(c, next ?? '/account')
      return show(web, c, visit, PAGE, <CodeFormView {...{ csrf: visit.csrf, action, next, error: null }} />)
    },

    async submit(c) {
      const visit = await customer(web, c)
      const { code, next: asked } = parse(visit.form, StepUpForm)
      const next = localPath(asked)
      try {
        keepToken(web, c, 'session', await stepUp(app, visit.session, code))
        return goTo(c, next ?? '/account', 'stepped-up')
      } catch (error) {
        const { status, message } = refused(c, error)
        const body = <CodeFormView {...{ csrf: visit.csrf, action, next, error: message }} />
        return show(web, c, visit, { ...PAGE, status }, body)
      }
    },
  }
}
