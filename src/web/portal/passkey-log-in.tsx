// Logging in with a passkey: the whole of it in one step, from the page of the password and from that of the code.
import { z } from 'zod'
import { logInWithPasskey, offerLogIn } from '../../accounts/passkeys-use.ts'
import { parse } from '../kit/form.ts'
import { visitor } from '../kit/guards.ts'
import { localPath } from '../kit/local-path.ts'
import { noteFailedLogIn } from '../kit/log-in-log.ts'
import { visitorToken, whence } from '../kit/session.ts'
import { show } from '../kit/show.tsx'
import type { Handler, Web } from '../kit/web.ts'
import { letIn } from './log-in.tsx'
import { LogInView } from './log-in-view.tsx'

const PasskeyForm = z.object({ credential: z.string(), next: z.string().optional() })

export function passkeyLogIn(web: Web): Record<'options' | 'submit', Handler> {
  const { app } = web
  return {
    async options(c) {
      await visitor(web, c)
      return c.json(await offerLogIn(app, { visitor: visitorToken(web, c), network: web.clientIp(c) }))
    },

    async submit(c) {
      const visit = await visitor(web, c)
      const { credential: answer, next: asked } = parse(visit.form, PasskeyForm)
      const next = localPath(asked)
      try {
        const from = { visitor: visitorToken(web, c), answer, ...whence(web, c) }
        return await letIn(web, c, 'passkey', await logInWithPasskey(app, from), next)
      } catch (error) {
        const { status, message } = noteFailedLogIn(web, c, 'passkey', error)
        const props = { csrf: visit.csrf, next, offersNumber: app.accountNumbers !== null }
        const body = <LogInView {...props} values={{ email: '' }} errors={{ form: message }} />
        return show(web, c, visit, { title: 'Log in', status }, body)
      }
    },
  }
}
