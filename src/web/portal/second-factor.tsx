// Two-step log-in: on, new recovery codes, off. Codes and secret are in one answer each and on no page that can be opened again.
import { z } from 'zod'
import { enrol, offerSecret, readSecondFactor, renewRecoveryCodes } from '../../accounts/two-factor.ts'
import { removeSecondFactor } from '../../accounts/two-factor-off.ts'
import { hashSecret } from '../../lib/token.ts'
import { refused } from '../kit/errors.tsx'
import { parse } from '../kit/form.ts'
import { customer, enrolling, steppedUp } from '../kit/guards.ts'
import { keepToken } from '../kit/session.ts'
import { goTo, show } from '../kit/show.tsx'
import type { SignedVisit } from '../kit/visit.ts'
import type { Handler, PageContext, Web } from '../kit/web.ts'
import { EnrolView } from './enrol-second-factor-view.tsx'
import { RecoveryCodesView } from './second-factor-codes-view.tsx'
import { SecondFactorView } from './second-factor-view.tsx'

const EnrolForm = z.object({ sealed: z.string().max(500), code: z.string() })
const PATH = '/account/second-factor'
const PAGE = { title: 'Two-step log-in' }

export function secondFactor(web: Web): Record<'show' | 'enrol' | 'renewCodes' | 'remove', Handler> {
  const { app } = web
  return {
    async show(c) {
      const visit = await enrolling(web, c)
      const { account, csrf, session } = visit
      const factor = await readSecondFactor(app.db, account)
      if (factor) return show(web, c, visit, PAGE, <SecondFactorView {...{ csrf, role: session.role, ...factor }} />)
      const offer = offerSecret(app, session)
      return show(web, c, visit, PAGE, <EnrolView {...{ csrf, role: session.role, offer, error: null }} />)
    },

    async enrol(c) {
      const visit = await enrolling(web, c)
      const { csrf, session } = visit
      const { sealed, code } = parse(visit.form, EnrolForm)
      const offer = offerSecret(app, session, sealed)
      try {
        const { codes, sessionToken } = await enrol(app, session, { sealed, code })
        keepToken(web, c, 'session', sessionToken)
        return codesPage(web, c, inSession(web, visit, sessionToken), codes)
      } catch (error) {
        const { status, message } = refused(c, error)
        const body = <EnrolView {...{ csrf, role: session.role, offer, error: message }} />
        return show(web, c, visit, { ...PAGE, status }, body)
      }
    },

    async renewCodes(c) {
      const visit = await customer(web, c)
      steppedUp(web, visit, PATH)
      return codesPage(web, c, visit, await renewRecoveryCodes(app, visit.session))
    },

    async remove(c) {
      const visit = await customer(web, c)
      steppedUp(web, visit, PATH)
      await removeSecondFactor(app, visit.session)
      return goTo(c, '/account', 'factor-off')
    },
  }
}

function codesPage(web: Web, c: PageContext, visit: SignedVisit, codes: string[]): Response {
  const goesOn = visit.session.role === 'customer' ? '/account' : '/admin'
  return show(web, c, visit, { title: 'Recovery codes' }, <RecoveryCodesView codes={codes} goesOn={goesOn} />)
}

/** The forms of the page belong to the session that the answer gives. */
function inSession({ app }: Web, visit: SignedVisit, token: string): SignedVisit {
  return { ...visit, csrf: app.csrf.token({ session: hashSecret(token) }) }
}
