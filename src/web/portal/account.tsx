// One's own account: address, password, and where one is logged in.
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { z } from 'zod'
import { changePassword } from '../../accounts/change-password.ts'
import { listPasskeys } from '../../accounts/passkeys.ts'
import { accountCard } from '../../accounts/queries.ts'
import { endOtherSessions, endSessionById, listSessions } from '../../accounts/session.ts'
import { readSecondFactor } from '../../accounts/two-factor.ts'
import { refused } from '../kit/errors.tsx'
import { parse } from '../kit/form.ts'
import { customer } from '../kit/guards.ts'
import type { SignedVisit } from '../kit/visit.ts'
import { keepToken } from '../kit/session.ts'
import { goTo, show } from '../kit/show.tsx'
import type { Handler, PageContext, Web } from '../kit/web.ts'
import { AccountView, type AccountViewProps } from './account-view.tsx'

const PasswordForm = z.object({ current: z.string(), password: z.string() })
const SessionForm = z.object({ session: z.string().regex(/^[0-9a-f]{64}$/) })

export function account(web: Web): Record<'show' | 'password' | 'endSession' | 'endOthers', Handler> {
  const { app } = web
  return {
    async show(c) {
      return accountPage(web, c, await customer(web, c), 200, {})
    },

    async password(c) {
      const visit = await customer(web, c)
      const { current, password } = parse(visit.form, PasswordForm)
      try {
        const { sessionToken } = await changePassword(app, {
          account: visit.account,
          current,
          password,
          device: visit.session.device,
          secondFactorAt: visit.session.secondFactorAt,
        })
        keepToken(web, c, 'session', sessionToken)
        return goTo(c, '/account', 'password')
      } catch (error) {
        const { status, message } = refused(c, error)
        return accountPage(web, c, visit, status, { form: message })
      }
    },

    async endSession(c) {
      const { account: own, form } = await customer(web, c)
      await endSessionById(app, { account: own, session: parse(form, SessionForm).session })
      return goTo(c, '/account', 'session-ended')
    },

    async endOthers(c) {
      const { session } = await customer(web, c)
      await endOtherSessions(app, session)
      return goTo(c, '/account', 'session-ended')
    },
  }
}

async function accountPage(
  web: Web,
  c: PageContext,
  visit: SignedVisit,
  status: ContentfulStatusCode,
  errors: AccountViewProps['errors'],
): Promise<Response> {
  const { app } = web
  const { session } = visit
  const [card, sessions, factor, keys] = await Promise.all([
    accountCard(app.db, visit.account),
    listSessions(app, visit.account),
    readSecondFactor(app.db, visit.account),
    listPasskeys(app.db, visit.account),
  ])
  const { email, emailVerified, isAnonymous } = session
  const factors = { hasApp: factor !== null, passkeys: keys.length }
  const rows = sessions.map(({ sessionHash, ...row }) => ({
    ...row,
    isCurrent: sessionHash.equals(session.sessionHash),
  }))
  const own = { email, emailVerified, isAnonymous, factors }
  const props = { csrf: visit.csrf, now: app.clock(), ...own, errors, sessions: rows }
  const body = <AccountView {...props} createdAt={card?.createdAt ?? session.createdAt} />
  return show(web, c, visit, { title: 'Account', status }, body)
}
