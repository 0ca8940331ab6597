// Each log-in as a line of log, good and bad: by which way, what became of it, and whose it was. Invariant: an address or a number
// that was typed is in none of them, so of an account that is not there a line says nothing.
import { FailedLogIn } from '../../accounts/failed-log-in.ts'
import type { LoggedIn } from '../../accounts/log-in.ts'
import { accountMark, whereOf } from './access-log.ts'
import { refused } from './errors.tsx'
import type { PageContext, Web } from './web.ts'

/** What was shown; a code is the second step after one of the others. */
export type Way = 'password' | 'number' | 'code' | 'passkey'

/** `step: 'code'` is half a log-in: the password was right, and a code is asked for. */
export function noteLogIn(
  { app }: Web,
  c: PageContext,
  way: Way,
  { account, step }: Pick<LoggedIn, 'account' | 'step'>,
) {
  const event = step === 'done' ? 'logged-in' : 'log-in-half'
  app.log.info({ event, way, ...whereOf(c), account: accountMark(account) }, 'a log-in')
}

/** What to say of it on the form. Throws on what is no refusal. */
export function noteFailedLogIn({ app }: Web, c: PageContext, way: Way, error: unknown) {
  const { code, status, message } = refused(c, error)
  const whose = error instanceof FailedLogIn ? { account: accountMark(error.account) } : {}
  app.log.warn({ event: 'log-in-failed', way, code, ...whereOf(c), ...whose }, 'a log-in failed')
  return { status, message }
}
