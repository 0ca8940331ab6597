// A request of every kind that the product takes, as a scanner of parameters reads it: what pages link to and the forms they have,
// what programs send, and a bare one for each route that is left.
import { PERMISSIONS } from '../../src/web/kit/permissions.ts'
import { COUPON, PASSWORD, type Inhabitants } from './inhabit.ts'
import { apiRequests, machineRequests } from './programs.ts'
import { formsOf, linksOf } from './page-parts.ts'

export interface Sent {
  method: string
  /** With its query. */
  path: string
  headers: Record<string, string>
  body: string
  /** Another address than the shop's, which passes it on. */
  through?: string
}

/** Pages that nothing links to with these parameters. */
const ASKED = [
  '/?via=sample',
  '/plans?price=turnpike_pro_month_usd&currency=usd&interval=year',
  '/sign-up?price=turnpike_pro_month_usd',
  '/verify-email?token=sample&price=turnpike_pro_month_usd',
  '/log-in?next=/devices',
  '/log-in/code?next=/devices',
  '/log-in/number?next=/devices',
  '/step-up?next=/devices',
  '/reset-password?token=sample',
  '/email-change?token=sample',
  '/email-change/undo?token=sample',
  '/set-up?token=sample',
  '/subscription/change?price=turnpike_basic_month_usd',
  '/devices?done=removed',
  '/admin/customers?q=customer',
  '/admin/inbox?state=done&type=charge&before=1_evt',
  '/admin/tickets?state=open&assignee=me&page=1',
  '/admin/manual-payments?reference=sample&customer=sample',
  '/admin/ledger?before=100',
  '/admin/audit?before=100',
]
/** Of routes that no page of this shop has a form for just now, the fields. */
const FIELDS: Record<string, Record<string, string>> = {
  '/sign-up/number/confirmation': { sealed: 'sample', last: 'sample' },
  '/log-in/code': { code: '123456', next: '/devices' },
  '/set-up': { token: 'sample', email: 'new@example.com', password: PASSWORD },
  '/account/passkeys/options': { password: PASSWORD },
  '/account/passkeys/:id/name': { name: 'Sample' },
  '/account/sessions/end': { session: '0'.repeat(64) },
  '/step-up/passkey': { credential: '{}', next: '/devices' },
  '/admin/grants/:id/revocation': { reason: 'Sample' },
  '/admin/customers/:id/subscription/resumption': { reason: 'Sample', intent: 'sample' },
  '/admin/refund-requests/:id/denial': { note: 'Sample' },
  '/admin/manual-payments/:id/reversal': { note: 'Sample', amount: '1.00' },
  '/admin/affiliates/payouts/:id/payment': { reference: 'Sample', run: 'run_00000000' },
}
const ID = /^(?:[a-z]+_[A-Za-z0-9]{8,}|\d+)$/
/** A session, or the key of the API. */
const ENDS_ENTRY = /\/(ban|log-out|end)$|\/api-keys\/[^/]+\/revocation$/
const ENDS = /\/(revocation|retirement|removal|closure|withdrawal|denial|approval|cancellation)$/
/** Of the demo alone, and files that are found by name in memory. */
const ELSEWHERE = /\/(dev|sim|admin\/rehearsal|assets)\//
const MOST_PAGES = 2000
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

/** As sqlmap reads them, by name; `unasked` are the routes with an id or fields that no request goes to. */
export async function collectRequests(origin: string, people: Inhabitants, inboundToken: string) {
  const requests = new Map<string, Sent>()
  const asked = new Set<string>()
  const keep = (sent: Sent) => {
    const row = rowOf(sent)
    asked.add(row)
    const names = namesIn(sent)
    const kind = `${row} ${names.join()}`
    if ((names.length > 0 || isOfOneThing(sent)) && !requests.has(kind)) requests.set(kind, sent)
  }
  const unasked = () =>
    Object.keys(PERMISSIONS).filter((row) => /^POST|:/.test(row) && !ELSEWHERE.test(row) && !asked.has(row))
  for (const role of ['visitor', 'customer', 'owner'] as const) {
    const cookie = role === 'visitor' ? `turnpike-visitor=${'v'.repeat(43)}` : `turnpike=${people[role]}`
    const { found, csrf } = await crawl(origin, { cookie })
    for (const sent of found) keep(sent)
    for (const row of unasked()) if (isFor(role, row)) keep(bare(row, { origin, cookie, csrf }))
  }
  for (const sent of [...(await apiRequests(origin, people)), ...machineRequests(people, inboundToken)]) keep(sent)
  const named = [...requests].map(([kind, sent], index) => [fileName(kind, index), written(origin, sent)] as const)
  return { requests: new Map(named), unasked: unasked() }
}

function isFor(role: 'visitor' | 'customer' | 'owner', row: string): boolean {
  const who = PERMISSIONS[row]?.who ?? ''
  if (role === 'owner') return who === 'support' || who === 'owner'
  return role === 'visitor' ? who === 'visitor' : who === 'customer' || who === 'enrolling'
}

/** A request to a route by its row alone. */
function bare(row: string, { origin, cookie, csrf }: { origin: string; cookie: string; csrf: string }): Sent {
  const [method = '', route = ''] = row.split(' ')
  const path = route.replaceAll(':code', COUPON).replaceAll(/:\w+/g, 'sample_00000000')
  if (method === 'GET') return { method, path, headers: { cookie }, body: '' }
  const body = new URLSearchParams({ csrf, ...FIELDS[route] }).toString()
  return { method, path, headers: { cookie, origin, ...FORM }, body }
}

/** What a scanner puts values into, but for the token of forms, which is tried once by itself. */
function namesIn({ path, headers, body }: Sent): string[] {
  const query = new URLSearchParams(path.split('?')[1])
  const isForm = headers['content-type'] === FORM['content-type']
  const fields = isForm ? [...new URLSearchParams(body).keys()] : body === '' ? [] : ['body']
  return [...query.keys(), ...fields].filter((name) => name !== 'csrf').sort()
}

function isOfOneThing({ path }: Sent): boolean {
  return pathOf(path).split('/').some(isId)
}

function isId(part: string): boolean {
  return ID.test(part) || part === COUPON
}

/** What ends a thing that others need comes last in a folder. */
function fileName(kind: string, index: number): string {
  const name = `${kind.replaceAll(/[^a-zA-Z0-9]+/g, '-').slice(0, 100)}-${index}`
  const path = kind.split(' ')[1] ?? ''
  if (ENDS_ENTRY.test(path)) return `zz-${name}`
  return ENDS.test(path) ? `z-${name}` : name
}

/** Every page that somebody can reach by links, every form on them, and a token for forms. */
async function crawl(origin: string, headers: Record<string, string>): Promise<{ found: Sent[]; csrf: string }> {
  const pages = Object.keys(PERMISSIONS).filter((row) => /^GET [^:*]*$/.test(row) && !/api\/|agent|metrics/.test(row))
  const waiting = [...ASKED, ...pages.map((row) => row.slice(4))] // the customer's page before the owner's, whose log-out ends all
  const seen = new Set(waiting)
  const found: Sent[] = []
  let csrf = ''
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    const answer = await fetch(`${origin}${path}`, { headers, redirect: 'manual' })
    if (answer.status === 303 || answer.status === 404) continue
    const html = await answer.text()
    found.push({ method: 'GET', path, headers, body: '' })
    for (const { method, action, fields } of formsOf(html, path)) {
      csrf = fields['csrf'] ?? csrf
      const body = new URLSearchParams(fields).toString()
      if (method === 'GET') found.push({ method, path: `${action}?${body}`, headers, body: '' })
      else found.push({ method, path: action, headers: { ...headers, origin, ...FORM }, body })
    }
    const fresh = new Set(linksOf(html, origin, path).filter((link) => !seen.has(link)))
    for (const link of seen.size > MOST_PAGES ? [] : fresh) {
      seen.add(link)
      waiting.push(link)
    }
  }
  return { found, csrf }
}

function pathOf(path: string): string {
  return path.split('?')[0] ?? path
}

/** The row of the permissions that answers for a request, or its own method and path. */
function rowOf({ method, path }: Sent): string {
  const sent = `${method} ${pathOf(path)}`
  const fits = (row: string) => new RegExp(`^${row.replaceAll(/:\w+/g, '[^/]+')}$`).test(sent)
  const rows = Object.keys(PERMISSIONS)
  return rows.find((row) => row === sent) ?? rows.find((row) => row.includes(':') && fits(row)) ?? sent
}

/** As sqlmap reads it with -r; a star stands behind each id of a path, which is tried too. */
function written(origin: string, { method, path, headers, body, through = origin }: Sent): string {
  const [bare = '', query] = path.split('?')
  const marked = bare
    .split('/')
    .map((part) => (isId(part) ? `${part}*` : part))
    .join('/')
  const lines = Object.entries({ host: new URL(through).host, ...headers }).map(([name, value]) => `${name}: ${value}`)
  return `${method} ${query === undefined ? marked : `${marked}?${query}`} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`
}
