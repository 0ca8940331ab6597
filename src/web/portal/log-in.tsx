// Coming in and leaving. Invariant: a log-in ends the session that the browser had and gives a new one.
import { z } from 'zod'
import { logIn as checkPassword, type LoggedIn } from '../../accounts/log-in.ts'
import type { Opened } from '../../accounts/open-session.ts'
import { endSession } from '../../accounts/session.ts'
import { parse } from '../kit/form.ts'
import { visitor } from '../kit/guards.ts'
import { localPath } from '../kit/local-path.ts'
import { noteFailedLogIn, noteLogIn, type Way } from '../kit/log-in-log.ts'
import { dropToken, keepToken, leaveNothing, readToken, whence } from '../kit/session.ts'
import { goTo, show } from '../kit/show.tsx'
import type { Handler, PageContext, Web } from '../kit/web.ts'
import { LogInView } from './log-in-view.tsx'

/** The whole of a log-in is done: the session that the browser had ends, and the new one is its own. */
export async function letIn(
  web: Web,
  c: PageContext,
  way: Way,
  opened: Opened,
  next: string | null,
): Promise<Response> {
  await endOld(web, c)
  noteLogIn(web, c, way, { ...opened, step: 'done' })
  dropToken(web, c, 'half')
  keepToken(web, c, 'session', opened.sessionToken)
  keepToken(web, c, 'device', opened.knownDevice)
  return goTo(c, next ?? (opened.role === 'customer' ? '/dashboard' : '/admin'))
}

/** To the page one wanted, or first to the question for the code. */
export async function goOn(
  web: Web,
  c: PageContext,
  way: Way,
  opened: LoggedIn,
  next: string | null,
): Promise<Response> {
  if (opened.step === 'done') return letIn(web, c, way, opened, next)
  noteLogIn(web, c, way, opened)
  keepToken(web, c, 'half', opened.halfToken)
  return goTo(c, next === null ? '/log-in/code' : `/log-in/code?next=${encodeURIComponent(next)}`)
}

async function endOld(web: Web, c: PageContext): Promise<void> {
  const token = readToken(web, c, 'session')
  if (token !== null) await endSession(web.app, token)
}

const LogInForm = z.object({ email: z.string(), password: z.string(), next: z.string().optional() })

export function logIn(web: Web): Record<'form' | 'submit' | 'leaveForm' | 'leave', Handler> {
  const { app } = web
  const page = { offersNumber: app.accountNumbers !== null }
  return {
    async form(c) {
      const visit = await visitor(web, c)
      const next = localPath(c.req.query('next'))
      if (visit.session) return goTo(c, next ?? '/dashboard')
      const body = <LogInView {...page} csrf={visit.csrf} values={{ email: '' }} errors={{}} next={next} />
      return show(web, c, visit, { title: 'Log in' }, body)
    },

    async submit(c) {
      const visit = await visitor(web, c)
      const { email, password, next: asked } = parse(visit.form, LogInForm)
      const next = localPath(asked)
      try {
        const opened = await checkPassword(app, { email, password, network: web.clientIp(c), ...whence(web, c) })
        return await goOn(web, c, 'password', opened, next)
      } catch (error) {
        const { status, message } = noteFailedLogIn(web, c, 'password', error)
        const body = <LogInView {...page} csrf={visit.csrf} values={{ email }} errors={{ form: message }} next={next} />
        return show(web, c, visit, { title: 'Log in', status }, body)
      }
    },

    /** A link cannot log anybody out; the form in the header does. */
    async leaveForm(c) {
      const { session } = await visitor(web, c)
      return goTo(c, session ? '/account' : '/')
    },

    async leave(c) {
      await visitor(web, c)
      await endOld(web, c)
      leaveNothing(web, c)
      return goTo(c, '/')
    },
  }
}
