// Two-step log-in: on, new recovery codes, off. Codes and secret are in one answer each and on no page that can be opened again.
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { z } from 'zod'
import { hasPasskey } from '../../accounts/passkeys-queries.ts'
import type { Session } from '../../accounts/session.ts'
import { isSteppedUp } from '../../accounts/step-up.ts'
import { enrol, offerSecret, readSecondFactor, renewRecoveryCodes, type Offer } from '../../accounts/two-factor.ts'
import { removeSecondFactor } from '../../accounts/two-factor-off.ts'
import { refused } from '../kit/errors.tsx'
import { parse } from '../kit/form.ts'
import { customer, enrolling, needsFactor } from '../kit/guards.ts'
import { keepToken } from '../kit/session.ts'
import { goTo, show } from '../kit/show.tsx'
import type { SignedVisit } from '../kit/visit.ts'
import type { Handler, PageContext, Web } from '../kit/web.ts'
import { EnrolView } from './enrol-second-factor-view.tsx'
import { inSession, recoveryCodesPage } from './recovery-codes.tsx'
import { SecondFactorView } from './second-factor-view.tsx'

const EnrolForm = z.object({ sealed: z.string().max(500), code: z.string(), password: z.string() })
const RemoveForm = z.object({ password: z.string().optional() })
const PATH = '/account/second-factor'
const PAGE = { title: 'Two-step log-in' }

export function secondFactor(web: Web): Record<'show' | 'enrol' | 'renewCodes' | 'remove', Handler> {
  const { app } = web
  return {
    async show(c) {
      return page(web, c, await enrolling(web, c))
    },

    async enrol(c) {
      const visit = await enrolling(web, c)
      const { session } = visit
      const { sealed, code, password } = parse(visit.form, EnrolForm)
      const offer = offerSecret(app, session, sealed)
      try {
        const { codes, sessionToken } = await enrol(app, session, { sealed, code, password })
        keepToken(web, c, 'session', sessionToken)
        if (codes === null) return goTo(c, PATH, 'factor-on')
        return recoveryCodesPage(web, c, inSession(web, visit, sessionToken), codes)
      } catch (error) {
        const { status, message } = refused(c, error)
        return show(web, c, visit, { ...PAGE, status }, enrolView(web, visit, offer, message))
      }
    },

    async renewCodes(c) {
      const visit = await customer(web, c)
      return recoveryCodesPage(web, c, visit, await renewRecoveryCodes(app, visit.session))
    },

    async remove(c) {
      const visit = await customer(web, c)
      const { password = '' } = parse(visit.form, RemoveForm)
      try {
        await removeSecondFactor(app, visit.session, password)
        return goTo(c, '/account', 'factor-off')
      } catch (error) {
        const { status, message } = refused(c, error)
        return page(web, c, visit, status, message)
      }
    },
  }
}

function enrolView(web: Web, { csrf, session }: SignedVisit, offer: Offer | null, error: string | null) {
  const unproven = session.emailVerified ? null : session.email
  return <EnrolView {...{ csrf, ...who(session), unproven, isRequired: needsFactor(web, session), offer, error }} />
}

const who = ({ role, isAnonymous }: Session) => ({ role, isAnonymous })

async function page(
  web: Web,
  c: PageContext,
  visit: SignedVisit,
  status: ContentfulStatusCode = 200,
  error: string | null = null,
): Promise<Response> {
  const { app } = web
  const { account, csrf, session } = visit
  const [factor, hasPasskeys] = await Promise.all([readSecondFactor(app.db, account), hasPasskey(app.db, account)])
  const body = factor ? (
    <SecondFactorView {...{ csrf, ...who(session), ...factor, isLastFactor: !hasPasskeys, error }} />
  ) : (
    enrolView(web, visit, isSteppedUp(session, app.clock) ? offerSecret(app, session) : null, error)
  )
  return show(web, c, visit, { ...PAGE, status }, body)
}
