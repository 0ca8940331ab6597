// One's passkeys: which there are, another one, other names, and taking one away.
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { z } from 'zod'
import { addPasskey, offerPasskey } from '../../accounts/passkeys-register.ts'
import { listPasskeys, removePasskey, renamePasskey } from '../../accounts/passkeys.ts'
import type { Session } from '../../accounts/session.ts'
import { isSteppedUp } from '../../accounts/step-up.ts'
import { countRecoveryCodes } from '../../accounts/two-factor-queries.ts'
import { refused } from '../kit/errors.tsx'
import { parse } from '../kit/form.ts'
import { customer, enrolling } from '../kit/guards.ts'
import { keepToken } from '../kit/session.ts'
import { goTo, show } from '../kit/show.tsx'
import type { SignedVisit } from '../kit/visit.ts'
import type { Handler, PageContext, Web } from '../kit/web.ts'
import { PasskeysView, type PasskeysViewProps } from './passkeys-view.tsx'
import { inSession, recoveryCodesPage } from './recovery-codes.tsx'

const OptionsForm = z.object({ password: z.string().optional() })
const AddForm = z.object({ credential: z.string(), name: z.string() })
const NameForm = z.object({ name: z.string() })
const PATH = '/account/passkeys'

export function passkeys(web: Web): Record<'show' | 'options' | 'add' | 'rename' | 'remove', Handler> {
  const { app } = web
  return {
    async show(c) {
      return page(web, c, await enrolling(web, c))
    },

    async options(c) {
      const { session, form } = await enrolling(web, c)
      return c.json(await offerPasskey(app, session, parse(form, OptionsForm).password ?? ''))
    },

    async add(c) {
      const visit = await enrolling(web, c)
      const { credential: answer, name } = parse(visit.form, AddForm)
      try {
        const added = await addPasskey(app, visit.session, { answer, name })
        if (!added) return goTo(c, PATH, 'passkey-added')
        keepToken(web, c, 'session', added.sessionToken)
        return recoveryCodesPage(web, c, inSession(web, visit, added.sessionToken), added.codes)
      } catch (error) {
        const { status, message } = refused(c, error)
        return page(web, c, visit, status, message)
      }
    },

    async rename(c) {
      const { account, form } = await customer(web, c)
      await renamePasskey(app, account, { id: c.req.param('id') ?? '', name: parse(form, NameForm).name })
      return goTo(c, PATH, 'renamed')
    },

    async remove(c) {
      const visit = await customer(web, c)
      const { password = '' } = parse(visit.form, OptionsForm)
      try {
        await removePasskey(app, visit.session, { id: c.req.param('id') ?? '', password })
        return goTo(c, PATH, 'passkey-removed')
      } catch (error) {
        const { status, message } = refused(c, error)
        return page(web, c, visit, status, message)
      }
    },
  }
}

async function page(
  web: Web,
  c: PageContext,
  visit: SignedVisit,
  status: ContentfulStatusCode = 200,
  error: string | null = null,
): Promise<Response> {
  const { app } = web
  const { session, csrf, account } = visit
  const [rows, codesLeft] = await Promise.all([listPasskeys(app.db, account), countRecoveryCodes(app.db, account)])
  const { role, email, isAnonymous } = session
  const props = { csrf, now: app.clock(), role, email, isAnonymous, passkeys: rows, codesLeft, error } as const
  return show(web, c, visit, { title: 'Passkeys', status }, <PasskeysView {...props} adding={adding(app, session)} />)
}

function adding({ clock }: Web['app'], session: Session): PasskeysViewProps['adding'] {
  if (!session.emailVerified) return 'address'
  if (!session.hasSecondFactor) return 'password'
  return isSteppedUp(session, clock) ? 'now' : 'step-up'
}
