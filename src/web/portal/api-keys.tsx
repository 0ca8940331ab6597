// Keys for programs: list, make, revoke. The new key is in one answer and on no page that can be opened again.
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { z } from 'zod'
import { listApiKeys, makeApiKey, revokeApiKey } from '../../accounts/api-key.ts'
import { scopesFor, SCOPES } from '../../accounts/core/api-key.ts'
import type { Session } from '../../accounts/session.ts'
import { isSteppedUp } from '../../accounts/step-up.ts'
import { refused } from '../kit/errors.tsx'
import { parse } from '../kit/form.ts'
import { customer } from '../kit/guards.ts'
import { goTo, show } from '../kit/show.tsx'
import type { SignedVisit } from '../kit/visit.ts'
import type { Handler, PageContext, Web } from '../kit/web.ts'
import { ApiKeysView, type ApiKeysViewProps } from './api-keys-view.tsx'

const NewKeyForm = z.object({ name: z.string(), days: z.coerce.number(), password: z.string().default('') })
const EMPTY = { name: '', days: 90, scopes: ['account:read'] }

type Said = Pick<ApiKeysViewProps, 'values' | 'error' | 'made'> & { status: ContentfulStatusCode }

export function apiKeys(web: Web): Record<'list' | 'make' | 'revoke', Handler> {
  const { app } = web
  const keysPage = async (c: PageContext, visit: SignedVisit, { status, ...said }: Said) => {
    const { session, csrf } = visit
    const props = {
      csrf,
      email: session.email,
      isAnonymous: session.isAnonymous,
      proof: proofFor(app, session),
      keys: await listApiKeys(app, session),
      scopes: scopesFor(session.role),
      ...said,
    } as const
    return show(web, c, visit, { title: 'API keys', status }, <ApiKeysView {...props} />)
  }
  return {
    async list(c) {
      return keysPage(c, await customer(web, c), { status: 200, values: EMPTY, error: null, made: null })
    },

    async make(c) {
      const visit = await customer(web, c)
      const { name, days, password } = parse(visit.form, NewKeyForm)
      const scopes = SCOPES.filter((scope) => visit.form.has(scope)) // a box that is not ticked is not sent
      try {
        const made = await makeApiKey(app, visit.session, { name, scopes, days, password })
        return await keysPage(c, visit, { status: 200, values: EMPTY, error: null, made })
      } catch (error) {
        const { status, message } = refused(c, error)
        return keysPage(c, visit, { status, values: { name, days, scopes }, error: message, made: null })
      }
    },

    async revoke(c) {
      const { account } = await customer(web, c)
      await revokeApiKey(app, { account, key: c.req.param('id') ?? '' })
      return goTo(c, '/account/api-keys', 'key-revoked')
    },
  }
}

function proofFor({ clock }: Web['app'], session: Session): ApiKeysViewProps['proof'] {
  if (!session.emailVerified) return 'address'
  if (!session.hasSecondFactor) return 'password'
  return isSteppedUp(session, clock) ? 'given' : 'step-up'
}
