// A view in its frame as an answer.
import type { VNode } from 'preact'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Session } from '../../accounts/session.ts'
import { addressInWords } from '../../mail/nobody.ts'
import type { Visit } from './visit.ts'
import { page } from './layout.tsx'
import { noticeOf } from './notices.ts'
import type { PageContext, Web } from './web.ts'

interface Showing {
  title: string
  status?: ContentfulStatusCode
  refreshSeconds?: number
}

/** `visit` null: nobody is known and nothing on the page acts. */
export function show(web: Web, c: PageContext, visit: Visit | null, showing: Showing, body: VNode): Response {
  const { title, status = 200, ...frame } = showing
  const { simulator } = web.app
  const html = page(
    {
      title,
      path: c.req.path,
      viewer: visit?.session ? viewerOf(visit.session) : null,
      csrf: visit?.csrf ?? '',
      notice: noticeOf(c.req.query('done')),
      demo: simulator ? demoLinks(simulator.controlToken, visit) : null,
      assets: web.assets,
      ...frame,
    },
    body,
  )
  return c.html(html, status) as Response // hono types the answer more narrowly than any caller needs
}

const viewerOf = ({ email, role, isAnonymous }: Session) => ({ email: addressInWords(email), role, isAnonymous })

/** What steers the demo is the owner's alone: the simulator's controls open by a token, which his link carries. */
function demoLinks(token: string, visit: Visit | null) {
  const isOwner = visit?.session?.role === 'owner'
  return {
    simulatorUrl: isOwner ? `/sim/?token=${encodeURIComponent(token)}` : null,
    rehearsalUrl: isOwner ? '/admin/rehearsal' : null,
    mailUrl: '/dev/mail',
  }
}

/** The answer to a form that did its work. `done` names a sentence of notices.ts. */
export function goTo(c: PageContext, path: string, done?: string): Response {
  const mark = done === undefined ? '' : `${path.includes('?') ? '&' : '?'}done=${done}`
  return c.redirect(path + mark, 303)
}
