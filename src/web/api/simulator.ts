// The simulator's pages, shown under our own address in the demo. Invariant: it never sees our cookies, and only its pages
// are reachable this way, neither its API nor its controls.
import type { Handler, Web } from '../kit/web.ts'

const KEPT = [
  'content-type',
  'location',
  'content-security-policy',
  'cache-control',
  'referrer-policy',
  'x-content-type-options',
  'x-frame-options',
]

export function simulatorPages({ app }: Web, apiBase: string): Handler {
  return async (c) => {
    const { pathname, search } = new URL(c.req.url)
    const headers = new Headers({ cookie: simulatorCookies(c.req.header('cookie') ?? '') })
    const type = c.req.header('content-type')
    if (type !== undefined) headers.set('content-type', type)
    const isPost = c.req.method === 'POST'
    const body = isPost && c.req.raw.body ? { body: c.req.raw.body, duplex: 'half' as const } : {}
    const options = { method: isPost ? 'POST' : 'GET', headers, redirect: 'manual' as const, ...body }
    const answer = await fetch(new URL(pathname + search, apiBase), options).catch(() => null)
    if (!answer) {
      app.log.warn('the simulator does not answer')
      return c.text('The simulator does not answer.\n', 502)
    }
    const passed = new Headers()
    for (const name of KEPT) {
      const value = answer.headers.get(name)
      if (value !== null) passed.set(name, value)
    }
    for (const cookie of answer.headers.getSetCookie()) passed.append('set-cookie', cookie)
    return new Response(answer.body, { status: answer.status, headers: passed })
  }
}

function simulatorCookies(header: string): string {
  return header
    .split(/;\s*/)
    .filter((pair) => pair.startsWith('sim_'))
    .join('; ')
}
