// Headers of every answer. Invariant: pages run no script but our own files, send forms nowhere but to us and Stripe, and
// are kept by no cache.
import type { MiddlewareHandler } from 'hono'
import { isLoopback } from '../../ops/public-address.ts'
import type { Web, WebEnv } from './web.ts'

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self' https://checkout.stripe.com https://billing.stripe.com",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const HEADERS = {
  'Content-Security-Policy': POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'X-Frame-Options': 'DENY',
}

/** Pages that the link of a mail opens: its token stands in their address, which is told to nobody, not even to ourselves. */
const BEHIND_LINKS = new Set([
  '/reset-password',
  '/reset-password/new',
  '/verify-email',
  '/email-change',
  '/email-change/undo',
  '/set-up',
])

/** Name and value of each, for an installation at this address. */
export function headersAt(baseUrl: URL): [string, string][] {
  const isSecure = baseUrl.protocol === 'https:'
  return Object.entries({
    ...HEADERS,
    'Cache-Control': 'no-store', // a route that says otherwise wins
    ...(isSecure ? { 'Strict-Transport-Security': 'max-age=31536000; includeSubDomains' } : {}),
  })
}

export function securityHeaders({ app, draining }: Web): MiddlewareHandler<WebEnv> {
  const headers = headersAt(app.baseUrl)
  const isTrustworthy = app.baseUrl.protocol === 'https:' || isLoopback(app.baseUrl.hostname)
  // Set before the answer is made, which takes them up: changing an answer afterwards means making it twice.
  return async (c, next) => {
    const isSimulator = c.req.path === '/sim' || c.req.path.startsWith('/sim/') // its pages have their own
    if (!isSimulator) for (const [name, value] of headers) c.header(name, value)
    // Browsers then say `Origin: null` for our own form (fetch.spec.whatwg.org#append-a-request-origin-header), which guards.ts takes
    // with `Sec-Fetch-Site` alone; to other than trustworthy addresses they do not send that.
    if (isTrustworthy && BEHIND_LINKS.has(c.req.path)) c.header('Referrer-Policy', 'no-referrer')
    await next()
    if (draining.aborted) c.header('Connection', 'close')
  }
}
