// Joining without e-mail: what it means, the number, and the account. Invariant: the number is in one answer and on no page that can be
// opened again; where accounts without e-mail are switched off, none of this exists.
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { z } from 'zod'
import { offerAccountNumber, openAnonymousAccount } from '../../accounts/anonymous-sign-up.ts'
import type { AccountNumbers } from '../../accounts/account-numbers.ts'
import { Refusal } from '../../lib/refusal.ts'
import { refused } from '../kit/errors.tsx'
import { parse } from '../kit/form.ts'
import { visitor } from '../kit/guards.ts'
import { visitorToken, whence } from '../kit/session.ts'
import { goTo, show } from '../kit/show.tsx'
import type { Visit } from '../kit/visit.ts'
import type { Handler, PageContext, Web } from '../kit/web.ts'
import { letIn } from './log-in.tsx'
import { NumberShownView, NumberSignUpView } from './number-sign-up-view.tsx'

const ConfirmationForm = z.object({ sealed: z.string().max(500), last: z.string().max(200) })

/** Refusal: `not-found` where they are switched off. */
export function switchedOn({ app }: Web): AccountNumbers {
  if (app.accountNumbers === null) throw new Refusal('not-found', 'There is no such page.')
  return app.accountNumbers
}

export function numberSignUp(web: Web): Record<'form' | 'offer' | 'confirm', Handler> {
  const { app } = web
  const start = (c: PageContext, visit: Visit, status: ContentfulStatusCode, error: string | null) =>
    show(web, c, visit, { title: 'Without e-mail', status }, <NumberSignUpView csrf={visit.csrf} error={error} />)
  return {
    async form(c) {
      const visit = await visitor(web, c)
      switchedOn(web)
      return visit.session ? goTo(c, '/dashboard') : start(c, visit, 200, null)
    },

    async offer(c) {
      const visit = await visitor(web, c)
      switchedOn(web)
      if (visit.session) return goTo(c, '/dashboard')
      try {
        const offer = await offerAccountNumber(app, { visitor: visitorToken(web, c), network: web.clientIp(c) })
        const body = <NumberShownView csrf={visit.csrf} {...offer} error={null} />
        return show(web, c, visit, { title: 'Your account number' }, body)
      } catch (error) {
        const { status, message } = refused(c, error)
        return start(c, visit, status, message)
      }
    },

    async confirm(c) {
      const visit = await visitor(web, c)
      const accountNumbers = switchedOn(web)
      if (visit.session) return goTo(c, '/dashboard')
      const { sealed, last: typed } = parse(visit.form, ConfirmationForm)
      const from = { visitor: visitorToken(web, c), network: web.clientIp(c), ...whence(web, c) }
      try {
        const opened = await openAnonymousAccount({ ...app, accountNumbers }, { sealed, typed, ...from })
        return await letIn(web, c, 'number', opened, '/dashboard')
      } catch (error) {
        const { code, status, message } = refused(c, error)
        if (code === 'expired') return start(c, visit, status, message)
        const body = <NumberShownView csrf={visit.csrf} sealed={sealed} number={null} error={message} />
        return show(web, c, visit, { title: 'Your account number', status }, body)
      }
    },
  }
}
