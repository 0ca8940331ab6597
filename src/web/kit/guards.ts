// Who may come in: the first statement of each route. It asks what the route's row says (permissions.ts), and at least what
// its name says. Invariant: no POST passes without coming from our own page, with the token of its own session; a route for
// staff does not exist for others, and for who must have a second factor and has none nothing does but switching it on.
import { HTTPException } from 'hono/http-exception'
import { routePath } from 'hono/route'
import type { Session } from '../../accounts/session.ts'
import { isProvenAnew } from '../../accounts/proof-anew.ts'
import { isSteppedUp } from '../../accounts/step-up.ts'
import type { Role } from '../../db/schema.ts'
import { Refusal } from '../../lib/refusal.ts'
import { readForm } from './form.ts'
import { localPath } from './local-path.ts'
import { permissionOf, type PageRole } from './permissions.ts'
import { currentSession, visitorToken } from './session.ts'
import type { SignedVisit, Visit } from './visit.ts'
import type { PageContext, Web } from './web.ts'

/** Anybody, signed in or not; what the route's row asks for is asked. */
export async function visitor(web: Web, c: PageContext): Promise<Visit> {
  const needed = neededRole(c, 'visitor')
  if (needed !== 'visitor') return admitted(web, c, needed)
  checkOrigin(web, c)
  return admit(web, c, await currentSession(web, c))
}

/** Somebody signed in: GET leads to the log-in and back, POST is refused `not-signed-in`. */
export async function customer(web: Web, c: PageContext): Promise<SignedVisit> {
  return admitted(web, c, neededRole(c, 'customer'))
}

/** As `customer`, for the pages on which staff who have no second factor yet switch it on. */
export async function enrolling(web: Web, c: PageContext): Promise<SignedVisit> {
  return admitted(web, c, neededRole(c, 'enrolling'))
}

/** Owner and support; to a customer these pages do not exist. */
export async function staff(web: Web, c: PageContext): Promise<SignedVisit> {
  return admitted(web, c, neededRole(c, 'support'))
}

/** The owner; support is told that it is his alone. */
export async function owner(web: Web, c: PageContext): Promise<SignedVisit> {
  return admitted(web, c, neededRole(c, 'owner'))
}

const RANK: readonly PageRole[] = ['visitor', 'enrolling', 'customer', 'support', 'owner']

/** What the route's row says; never less than the handler takes for granted. */
function neededRole(c: PageContext, least: PageRole): PageRole {
  const { who } = permissionOf(c.req.method, routePath(c))
  const asked = RANK.find((role) => role === who)
  if (asked === undefined) throw new Error(`${routePath(c)} is no page, by its row in web/kit/permissions.ts`)
  return RANK.indexOf(asked) > RANK.indexOf(least) ? asked : least
}

async function admitted(web: Web, c: PageContext, needed: PageRole): Promise<SignedVisit> {
  checkOrigin(web, c)
  const session = await currentSession(web, c)
  if (!session) throw toLogIn(c)
  const isStaff = session.role !== 'customer'
  const isForStaff = needed === 'support' || needed === 'owner'
  if (isForStaff && !isStaff) throw new Refusal('not-found', 'There is no such page.')
  if (needsFactor(web, session) && needed !== 'enrolling') checkFactor(c, session)
  const visit = await signed(web, c, session)
  if (needed === 'owner' && session.role !== 'owner') throw new Refusal('forbidden', 'Only the owner may do this.')
  const row = permissionOf(c.req.method, routePath(c))
  if ('stepUp' in row && row.stepUp !== undefined) steppedUp(web, visit, withIds(row.stepUp, c))
  if ('proofAnew' in row && row.proofAnew !== undefined) provenAnew(web, visit, withIds(row.proofAnew, c))
  return visit
}

/** A path with `:id` as a path of this request. */
function withIds(path: string, c: PageContext): string {
  return path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(c.req.param(name) ?? ''))
}

/**
 * For acts that need the second factor within five minutes; the guard asks by the route's row. Where it is missing the browser
 * is led to give it and then to `next`, a page of ours with the form; what was posted is not done and not kept.
 */
export function steppedUp({ app }: Web, { session }: SignedVisit, next: string): void {
  if (!isSteppedUp(session, app.clock)) throw toStepUp(next)
}

/** As `steppedUp`, and an account without a second factor gives its password instead. */
function provenAnew({ app }: Web, { session }: SignedVisit, next: string): void {
  if (!isProvenAnew(session, app.clock)) throw toStepUp(next)
}

function toStepUp(next: string): Error {
  return redirect(`/step-up?next=${encodeURIComponent(next)}`)
}

async function signed(web: Web, c: PageContext, session: Session): Promise<SignedVisit> {
  return { ...(await admit(web, c, session)), session, account: session.account }
}

async function admit(web: Web, c: PageContext, session: Session | null): Promise<Visit> {
  if (session) web.app.callRate.spend(session.account)
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

/**
 * Browsers name the page a form came from; where none is named it was no browser, and the token decides. `null` is what they say for
 * a page of ours that must not be named (headers.ts) and for a stranger's that hides: which of them, `Sec-Fetch-Site` tells, which no
 * page can write (w3.org/TR/fetch-metadata).
 */
function checkOrigin({ app }: Web, c: PageContext): void {
  if (!isAct(c)) return
  const origin = c.req.header('origin')
  const site = c.req.header('sec-fetch-site')
  const isOurs =
    origin === undefined
      ? site === undefined || site === 'same-origin'
      : origin === app.baseUrl.origin || (origin === 'null' && site === 'same-origin')
  if (!isOurs) throw new Refusal('forbidden', 'This form came from another site.')
}

function toLogIn(c: PageContext): Error {
  if (isAct(c)) return new Refusal('not-signed-in', 'You are logged out. Log in and try again.')
  const { pathname, search } = new URL(c.req.url)
  const next = localPath(pathname + search) // a longer one would be more than fits into a header, and is not followed anyway
  return redirect(next === null ? '/log-in' : `/log-in?next=${encodeURIComponent(next)}`)
}

/** Whether the account must have a second factor before anything else answers: staff always, customers with SECOND_FACTOR=all. */
export function needsFactor({ app }: Pick<Web, 'app'>, { role }: { role: Role }): boolean {
  return role !== 'customer' || app.config.secondFactor === 'all'
}

function checkFactor(c: PageContext, { hasSecondFactor }: Session): void {
  if (hasSecondFactor) return
  if (isAct(c)) throw new Refusal('forbidden', 'Switch two-step log-in on first: nothing else is open without.')
  throw redirect('/account/second-factor')
}

function redirect(to: string): Error {
  return new HTTPException(303, { res: new Response(null, { status: 303, headers: { Location: to } }) })
}
