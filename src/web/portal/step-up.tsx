// A code or a passkey once more, or the password of who has neither, for acts that need it fresh. The session's id changes with it.
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { z } from 'zod'
import { hasPasskey } from '../../accounts/passkeys-queries.ts'
import { offerStepUp, stepUpWithPasskey } from '../../accounts/passkeys-use.ts'
import { isProvenAnew, proveAnew } from '../../accounts/proof-anew.ts'
import { stepUp } from '../../accounts/step-up.ts'
import { refused } from '../kit/errors.tsx'
import { parse } from '../kit/form.ts'
import { customer } from '../kit/guards.ts'
import { localPath } from '../kit/local-path.ts'
import { keepToken } from '../kit/session.ts'
import { goTo, show } from '../kit/show.tsx'
import type { SignedVisit } from '../kit/visit.ts'
import type { Handler, PageContext, Web } from '../kit/web.ts'
import { CodeFormView } from './code-form-view.tsx'
import { ProveAnewView } from './prove-anew-view.tsx'

const StepUpForm = z.object({
  code: z.string().default(''),
  password: z.string().default(''),
  next: z.string().optional(),
})
const PasskeyForm = z.object({ credential: z.string(), next: z.string().optional() })
const PAGE = { title: 'Confirm that it is you' }
const action = '/step-up'

export function stepUpPage(web: Web): Record<'form' | 'submit' | 'options' | 'passkey', Handler> {
  const { app } = web
  return {
    async form(c) {
      const visit = await customer(web, c)
      const next = localPath(c.req.query('next'))
      const isProven = !visit.session.hasSecondFactor && isProvenAnew(visit.session, app.clock)
      if (isProven) return goTo(c, next ?? '/account') // a code may be given again, to have its five minutes whole
      return page(web, c, visit, next)
    },

    async submit(c) {
      const visit = await customer(web, c)
      const { code, password, next: asked } = parse(visit.form, StepUpForm)
      const next = localPath(asked)
      try {
        const { session } = visit
        const given = session.hasSecondFactor ? stepUp(app, session, code) : proveAnew(app, session, password)
        keepToken(web, c, 'session', await given)
        return goTo(c, next ?? '/account', 'stepped-up')
      } catch (error) {
        const { status, message } = refused(c, error)
        return page(web, c, visit, next, { status, error: message })
      }
    },

    async options(c) {
      const { session } = await customer(web, c)
      return c.json(await offerStepUp(app, session))
    },

    async passkey(c) {
      const visit = await customer(web, c)
      const { credential, next: asked } = parse(visit.form, PasskeyForm)
      const next = localPath(asked)
      try {
        keepToken(web, c, 'session', await stepUpWithPasskey(app, visit.session, credential))
        return goTo(c, next ?? '/account', 'stepped-up')
      } catch (error) {
        const { status, message } = refused(c, error)
        return page(web, c, visit, next, { status, error: message })
      }
    },
  }
}

async function page(
  web: Web,
  c: PageContext,
  visit: SignedVisit,
  next: string | null,
  { status, error }: { status: ContentfulStatusCode; error: string | null } = { status: 200, error: null },
): Promise<Response> {
  const { csrf, session } = visit
  if (!session.hasSecondFactor) {
    const body = <ProveAnewView {...{ csrf, isAnonymous: session.isAnonymous, next, error }} />
    return show(web, c, visit, { ...PAGE, status }, body)
  }
  const hasPasskeys = await hasPasskey(web.app.db, visit.account)
  const body = <CodeFormView {...{ csrf, action, next, error, hasPasskeys }} />
  return show(web, c, visit, { ...PAGE, status }, body)
}
