// What goes wrong, as an answer: the one map from a refusal to its status, and a page or JSON that says the sentence.
// Invariant: an unknown error tells the client nothing but a reference, and is logged once, here.
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { cameTooLate } from '../../accounts/deleted-account.ts'
import { Refusal, type RefusalCode } from '../../lib/refusal.ts'
import { ErrorView } from '../portal/error-view.tsx'
import { whereOf } from './access-log.ts'
import { show } from './show.tsx'
import type { PageContext, Web } from './web.ts'

const STATUS: Record<RefusalCode, ContentfulStatusCode> = {
  invalid: 422,
  'not-signed-in': 401,
  forbidden: 403,
  'step-up': 403,
  'no-access': 403,
  'not-found': 404,
  limit: 409,
  taken: 409,
  conflict: 409,
  'not-for-sale': 409,
  expired: 410,
  'too-many': 429,
  unavailable: 503,
}

/** For a form that is shown again with the sentence. Throws on what is no refusal. */
export function refused(
  c: PageContext,
  error: unknown,
): { code: RefusalCode; message: string; status: ContentfulStatusCode } {
  if (!(error instanceof Refusal)) throw error
  if (error.retryAfter !== null) c.header('Retry-After', String(error.retryAfter))
  return { code: error.code, message: error.message, status: STATUS[error.code] }
}

interface Fault {
  status: ContentfulStatusCode
  code: string
  message?: string
  reference?: string
}

export function answerError(web: Web, error: unknown, c: PageContext): Response {
  // Made anew through the context, which adds the headers of every answer.
  if (error instanceof HTTPException && error.res) return c.newResponse(error.res.body, error.res)
  return say(web, c, faultOf(web, cameTooLate(error) ?? error, c))
}

export function answerNotFound(web: Web, c: PageContext): Response {
  return say(web, c, { status: 404, code: 'not-found' })
}

function faultOf({ app }: Web, error: unknown, c: PageContext): Fault {
  if (error instanceof Refusal) return refused(c, error)
  if (error instanceof HTTPException) return { status: error.status, code: 'bad-request', message: error.message }
  if (isBrokenOff(error)) return { status: 400, code: 'bad-request' }
  app.log.error({ event: 'fault', err: error, ...whereOf(c) }, 'a request failed')
  return { status: 500, code: 'fault', reference: c.get('requestId') }
}

/** The caller went away, or was cut, while the body was read, which node:http says so: no fault of ours, and nobody hears the answer. */
function isBrokenOff(error: unknown): boolean {
  return error instanceof Error && error.message === 'aborted' && 'code' in error && error.code === 'ECONNRESET'
}

function say(web: Web, c: PageContext, { status, code, message, reference }: Fault): Response {
  if (/^\/(api|agent|webhooks)\//.test(c.req.path)) {
    const words = message ?? (reference ? `Something went wrong on our side (${reference}).` : 'There is nothing here.')
    return c.json({ error: { code, message: words } }, status)
  }
  const visit = c.get('visit') ?? null
  const home = visit?.session ? '/dashboard' : '/'
  const known = { ...(message !== undefined && { message }), ...(reference !== undefined && { reference }) }
  return show(web, c, visit, { title: `Error ${status}`, status }, <ErrorView status={status} home={home} {...known} />)
}
