// The second step of a log-in. Invariant: until the code was right the browser holds a cookie that opens this page alone.
import { z } from 'zod'
import { completeLogIn, halfSessionExists } from '../../accounts/two-factor-log-in.ts'
import { parse } from '../kit/form.ts'
import { visitor } from '../kit/guards.ts'
import { localPath } from '../kit/local-path.ts'
import { noteFailedLogIn } from '../kit/log-in-log.ts'
import { readToken, whence } from '../kit/session.ts'
import { goTo, show } from '../kit/show.tsx'
import type { Handler, Web } from '../kit/web.ts'
import { CodeFormView } from './code-form-view.tsx'
import { letIn } from './log-in.tsx'

const CodeForm = z.object({ code: z.string(), next: z.string().optional() })
const PAGE = { title: 'One more step' }
const action = '/log-in/code'

export function logInCode(web: Web): Record<'form' | 'submit', Handler> {
  const { app } = web
  return {
    async form(c) {
      const visit = await visitor(web, c)
      const token = readToken(web, c, 'half')
      if (token === null || !(await halfSessionExists(app, token))) return goTo(c, '/log-in')
      const next = localPath(c.req.query('next'))
      return show(
        web,
        c,
        visit,
        PAGE,
        <CodeFormView {...{ csrf: visit.csrf, action, next, error: null, hasPasskeys: true }} />,
      )
    },

    async submit(c) {
      const visit = await visitor(web, c)
      const { code, next: asked } = parse(visit.form, CodeForm)
      const next = localPath(asked)
      try {
        const opened = await completeLogIn(app, {
          halfToken: readToken(web, c, 'half') ?? '',
          code,
          ...whence(web, c),
        })
        return await letIn(web, c, 'code', opened, next)
      } catch (error) {
        const { status, message } = noteFailedLogIn(web, c, 'code', error)
        const body = <CodeFormView {...{ csrf: visit.csrf, action, next, error: message, hasPasskeys: true }} />
        return show(web, c, visit, { ...PAGE, status }, body)
      }
    },
  }
}
