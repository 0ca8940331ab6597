// Coming in by the number of an account without e-mail. Invariant: no number that was typed is in an answer, an address or a log.
import { z } from 'zod'
import { logInByNumber } from '../../accounts/log-in-number.ts'
import { parse } from '../kit/form.ts'
import { visitor } from '../kit/guards.ts'
import { localPath } from '../kit/local-path.ts'
import { noteFailedLogIn } from '../kit/log-in-log.ts'
import { whence } from '../kit/session.ts'
import { goTo, show } from '../kit/show.tsx'
import type { Handler, Web } from '../kit/web.ts'
import { goOn } from './log-in.tsx'
import { NumberLogInView } from './number-log-in-view.tsx'
import { switchedOn } from './number-sign-up.tsx'

const NumberForm = z.object({ number: z.string().max(200), next: z.string().optional() })

export function numberLogIn(web: Web): Record<'form' | 'submit', Handler> {
  const { app } = web
  return {
    async form(c) {
      const visit = await visitor(web, c)
      switchedOn(web)
      const next = localPath(c.req.query('next'))
      if (visit.session) return goTo(c, next ?? '/dashboard')
      return show(web, c, visit, { title: 'Log in' }, <NumberLogInView csrf={visit.csrf} error={null} next={next} />)
    },

    async submit(c) {
      const visit = await visitor(web, c)
      const accountNumbers = switchedOn(web)
      const { number, next: asked } = parse(visit.form, NumberForm)
      const next = localPath(asked)
      try {
        const from = { number, network: web.clientIp(c), ...whence(web, c) }
        return await goOn(web, c, 'number', await logInByNumber({ ...app, accountNumbers }, from), next)
      } catch (error) {
        const { status, message } = noteFailedLogIn(web, c, 'number', error)
        const body = <NumberLogInView csrf={visit.csrf} error={message} next={next} />
        return show(web, c, visit, { title: 'Log in', status }, body)
      }
    },
  }
}
