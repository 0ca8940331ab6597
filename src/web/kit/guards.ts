// Who may come in: the first statement of each route. Invariant: no POST passes without coming from our own page, with the
// token of its own session; a route for staff does not exist for others.
import { HTTPException } from 'hono/http-exception'
import type { Session } from '../../accounts/session.ts'
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
  return signed(web, c, session)
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
  const to = `/log-in?next=${encodeURIComponent(pathname + search)}`
  return new HTTPException(303, { res: new Response(null, { status: 303, headers: { Location: to } }) })
}
