// Who may come in: the first statement of each route. Invariant: no POST passes without coming from our own page, with the
// token of its own session; a route for staff does not exist for others, and for staff without a second factor nothing does
// but switching it on.
import { HTTPException } from 'hono/http-exception'
import type { Session } from '../../accounts/session.ts'
import { isSteppedUp } from '../../accounts/step-up.ts'
import { Refusal } from '../../lib/refusal.ts'
import { readForm } from './form.ts'
import { currentSession, visitorToken } from './session.ts'
import type { SignedVisit, Visit } from './visit.ts'
import type { PageContext, Web } from './web.ts'

/** Anybody, signed in or not. */
export async function visitor(web: Web, c: PageContext): Promise<Visit> {
  checkOrigin(web, c)
  return admit(web, c, await currentSession(web, c))
}

/** Somebody signed in: GET leads to the log-in and back, POST is refused `not-signed-in`. */
export async function customer(web: Web, c: PageContext): Promise<SignedVisit> {
  const visit = await enrolling(web, c)
  if (visit.session.role !== 'customer') checkFactor(c, visit.session)
  return visit
}

/** As `customer`, for the pages on which staff who have no second factor yet switch it on. */
export async function enrolling(web: Web, c: PageContext): Promise<SignedVisit> {
  checkOrigin(web, c)
  const session = await currentSession(web, c)
  if (!session) throw toLogIn(c)
  return signed(web, c, session)
}

/** Owner and support; to a customer these pages do not exist. */
export async function staff(web: Web, c: PageContext): Promise<SignedVisit> {
  checkOrigin(web, c)
  const session = await currentSession(web, c)
  if (!session) throw toLogIn(c)
  if (session.role === 'customer') throw new Refusal('not-found', 'There is no such page.')
  checkFactor(c, session)
  return signed(web, c, session)
}

/**
 * For acts that need the second factor within five minutes, right after the guard. Where it is missing the browser is led to
 * give it and then to `next`, a page of ours with the form; what was posted is not done and not kept.
 */
export function steppedUp({ app }: Web, { session }: SignedVisit, next: string): void {
  if (!isSteppedUp(session, app.clock)) throw redirect(`/step-up?next=${encodeURIComponent(next)}`)
}

async function signed(web: Web, c: PageContext, session: Session): Promise<SignedVisit> {
  return { ...(await admit(web, c, session)), session, account: session.account }
}

async function admit(web: Web, c: PageContext, session: Session | null): Promise<Visit> {
  const binding = session ? { session: session.sessionHash } : { visitor: visitorToken(web, c) }
  const { csrf } = web.app
  const visit: Visit = { session, csrf: csrf.token(binding), form: isAct(c) ? await readForm(c) : new Map() }
  c.set('visit', visit)
  if (isAct(c) && !csrf.matches(visit.form.get('csrf') ?? '', binding)) {
    throw new Refusal('forbidden', 'This page was open for too long. Load it again and retry.')
  }
  return visit
}

function isAct(c: PageContext): boolean {
  return c.req.method !== 'GET' && c.req.method !== 'HEAD'
}

/** Browsers name the page a form came from; where none is named it was no browser, and the token decides. */
function checkOrigin({ app }: Web, c: PageContext): void {
  if (!isAct(c)) return
  const origin = c.req.header('origin')
  const site = c.req.header('sec-fetch-site')
  const isOurs = origin === undefined ? site === undefined || site === 'same-origin' : origin === app.baseUrl.origin
  if (!isOurs) throw new Refusal('forbidden', 'This form came from another site.')
}

function toLogIn(c: PageContext): Error {
  if (isAct(c)) return new Refusal('not-signed-in', 'You are logged out. Log in and try again.')
  const { pathname, search } = new URL(c.req.url)
  return redirect(`/log-in?next=${encodeURIComponent(pathname + search)}`)
}

function checkFactor(c: PageContext, { hasSecondFactor }: Session): void {
  if (hasSecondFactor) return
  if (isAct(c)) throw new Refusal('forbidden', 'Switch two-step log-in on first: staff cannot work without.')
  throw redirect('/account/second-factor')
}

function redirect(to: string): Error {
  return new HTTPException(303, { res: new Response(null, { status: 303, headers: { Location: to } }) })
}
