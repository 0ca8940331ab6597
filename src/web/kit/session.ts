// The cookies: the session, half of one (a password without its code), the device that once logged in, the code of the link
// one came by, and a random value that binds the forms of a visitor.
// Invariant: none is readable by script or sent by other sites' forms; over https the browser accepts them from us alone.
import { getCookie, setCookie, deleteCookie } from 'hono/cookie'
import type { Whence } from '../../accounts/open-session.ts'
import { readSession, type Session } from '../../accounts/session.ts'
import { newSecret } from '../../lib/token.ts'
import { deviceWords } from './device-words.ts'
import type { PageContext, Web } from './web.ts'

const DAY = 24 * 3600
const MAX_AGE = { session: 30 * DAY, half: 600, device: 400 * DAY, via: 60 * DAY }

type Name = 'session' | 'half' | 'device' | 'via' | 'visitor'

const KEEPS: Record<Name, string> = {
  session: 'That you are logged in: a random value.',
  half: 'That your password was right, until you give the code: a random value.',
  device: 'That this browser logged in before, so that no mail has to tell you of it.',
  via: 'The code of the link that you first came by.',
  visitor: 'A random value that makes your forms safe.',
}

/** `__Host-` ties a cookie to this host over TLS; plain http on loopback cannot have it. */
function nameOf({ app }: Web, name: Name): string {
  const plain = name === 'session' ? 'turnpike' : `turnpike-${name}`
  return app.baseUrl.protocol === 'https:' ? `__Host-${plain}` : plain
}

function attributes({ app }: Web) {
  return { path: '/', httpOnly: true, sameSite: 'Lax', secure: app.baseUrl.protocol === 'https:' } as const
}

export function readToken(web: Web, c: PageContext, name: Name): string | null {
  return getCookie(c, nameOf(web, name)) ?? null
}

/** What a log-in wants to know of the browser it comes from. */
export function whence(web: Web, c: PageContext): Whence {
  return { knownDevice: readToken(web, c, 'device'), device: deviceWords(c.req.header('user-agent')) }
}

export async function currentSession(web: Web, c: PageContext): Promise<Session | null> {
  const token = readToken(web, c, 'session')
  return token === null ? null : readSession(web.app, token)
}

export function keepToken(web: Web, c: PageContext, name: keyof typeof MAX_AGE, token: string): void {
  setCookie(c, nameOf(web, name), token, { ...attributes(web), maxAge: MAX_AGE[name] })
}

export function dropToken(web: Web, c: PageContext, name: 'session' | 'half'): void {
  deleteCookie(c, nameOf(web, name), attributes(web))
}

/** Of who leaves, the browser forgets the session and what it kept of our pages. Not "cookies": the device stays a known one. */
export function leaveNothing(web: Web, c: PageContext): void {
  dropToken(web, c, 'session')
  c.header('Clear-Site-Data', '"cache", "storage"')
}

/** The visitor's random value; given at the first page that asks. */
export function visitorToken(web: Web, c: PageContext): string {
  const known = readToken(web, c, 'visitor')
  if (known !== null && /^[\w-]{43}$/.test(known)) return known
  const fresh = newSecret()
  setCookie(c, nameOf(web, 'visitor'), fresh, attributes(web))
  return fresh
}

/** Every cookie that there is, for the page that says so; `seconds` null: until the browser is closed. */
export function cookies(web: Web): { name: string; keeps: string; seconds: number | null }[] {
  const names: Name[] = ['session', 'half', 'device', 'via', 'visitor']
  return names.map((name) => ({
    name: nameOf(web, name),
    keeps: KEEPS[name],
    seconds: name === 'visitor' ? null : MAX_AGE[name],
  }))
}
