// Who may do what: one row for each route, and the one thing this file is. The guards (guards.ts, web/api/v1/caller.ts) do what
// stands here, and test/security/access-matrix.test.ts walks every row as every kind of caller.
// Invariant: a route without a row does not start, nor a row without a route.
import type { Scope } from '../../accounts/core/api-key.ts'

/**
 * On pages each may what those before it may: `visitor` anybody; `enrolling` whoever is signed in, staff without a second factor
 * too; `customer` whoever is signed in; `support` staff; `owner`.
 */
export type PageRole = 'visitor' | 'enrolling' | 'customer' | 'support' | 'owner'

export type Permission =
  | {
      who: PageRole
      /** A second factor within five minutes; where it is missing one is led to give it, and then to this page. */
      stepUp?: string
      /** The same, and for an account without a second factor its password within five minutes. */
      proofAnew?: string
    }
  /** With an API key, whose account has at least this role and which has this scope. */
  | { who: 'key'; role: 'customer' | 'support' | 'owner'; scope: Scope }
  /** Signed by a node. */
  | { who: 'node' }
  /** Machines and their own proof, which is no session and needs no token of a form: who it is, and the proof. */
  | {
      who: 'machine'
      proof: 'none' | 'one-time token' | 'signature' | 'inbound token' | 'metrics token or this machine'
    }

const visitor = { who: 'visitor' } as const
const enrolling = { who: 'enrolling' } as const
const customer = { who: 'customer' } as const
const support = { who: 'support' } as const
const owner = { who: 'owner' } as const
const node = { who: 'node' } as const
const open = { who: 'machine', proof: 'none' } as const
const operator = { who: 'machine', proof: 'metrics token or this machine' } as const
const key = (scope: Scope, role: 'customer' | 'support' | 'owner' = 'customer') =>
  ({ who: 'key', role, scope }) as const

export const PERMISSIONS: Readonly<Record<string, Permission>> = {
  'GET /livez': open,
  'GET /readyz': open,
  'GET /health': operator,
  'GET /metrics': operator,
  'POST /webhooks/stripe': { who: 'machine', proof: 'signature' },
  'POST /mail/inbound': { who: 'machine', proof: 'inbound token' },
  'GET /assets/:name': open,

  'GET /agent/v1/agent.mjs': open,
  'POST /agent/v1/enrol': { who: 'machine', proof: 'one-time token' },
  'GET /agent/v1/state': node,
  'POST /agent/v1/identity': node,
  'POST /agent/v1/report': node,

  'GET /': visitor,
  'GET /plans': visitor,
  'GET /privacy': visitor,
  'GET /sign-up': visitor,
  'POST /sign-up': visitor,
  'GET /sign-up/number': visitor,
  'POST /sign-up/number': visitor,
  'POST /sign-up/number/confirmation': visitor,
  'GET /verify-email': visitor,
  'POST /verify-email': visitor,
  'POST /verification-mails': enrolling,
  'GET /log-in': visitor,
  'POST /log-in': visitor,
  'GET /log-in/number': visitor,
  'POST /log-in/number': visitor,
  'GET /log-in/code': visitor,
  'POST /log-in/code': visitor,
  'POST /log-in/passkey/options': visitor,
  'POST /log-in/passkey': visitor,
  'GET /log-out': visitor,
  'POST /log-out': visitor,
  'GET /reset-password': visitor,
  'POST /reset-password': visitor,
  'GET /reset-password/new': visitor,
  'POST /reset-password/new': visitor,
  'GET /email-change': visitor,
  'POST /email-change': visitor,
  'GET /email-change/undo': visitor,
  'POST /email-change/undo': visitor,
  'GET /set-up': visitor,
  'POST /set-up': visitor,

  'GET /dashboard': customer,
  'GET /affiliate': customer,
  'POST /affiliate': customer,
  'POST /affiliate/payout-details': { who: 'customer', proofAnew: '/affiliate' },
  'GET /devices': customer,
  'POST /devices': customer,
  'GET /devices/:id': customer,
  'POST /devices/:id': customer,
  'POST /devices/:id/removal': customer,
  'POST /devices/:id/key': customer,
  'POST /devices/:id/profile': customer,
  'GET /tickets': customer,
  'POST /tickets': customer,
  'GET /tickets/:id': customer,
  'POST /tickets/:id/replies': customer,
  'POST /tickets/:id/closure': customer,
  'GET /billing': customer,
  'POST /vouchers': customer,
  'GET /manual-payments': customer,
  'POST /manual-payments': customer,
  'POST /manual-payments/:id/withdrawal': customer,
  'POST /subscription/portal': customer,
  'GET /subscription/change': customer,
  'POST /subscription/change': customer,
  'POST /subscription/planned-change/removal': customer,
  'POST /subscription/cancellation': customer,
  'POST /subscription/resumption': customer,
  'POST /checkouts': customer,
  'GET /checkouts/:id': customer,
  'GET /account': customer,
  'POST /account/password': customer,
  'GET /account/email': { who: 'customer', stepUp: '/account/email' },
  'POST /account/email': { who: 'customer', stepUp: '/account/email' },
  'GET /account/data': { who: 'customer', stepUp: '/account/data' },
  'POST /account/data': { who: 'customer', stepUp: '/account/data' },
  'GET /account/deletion': { who: 'customer', stepUp: '/account/deletion' },
  'POST /account/deletion': { who: 'customer', stepUp: '/account/deletion' },
  'GET /account/passkeys': enrolling,
  'POST /account/passkeys/options': enrolling,
  'POST /account/passkeys': enrolling,
  'POST /account/passkeys/:id/name': customer,
  'POST /account/passkeys/:id/removal': { who: 'customer', stepUp: '/account/passkeys' },
  'GET /account/second-factor': enrolling,
  'POST /account/second-factor': { who: 'enrolling', stepUp: '/account/second-factor' },
  'POST /account/second-factor/removal': { who: 'customer', stepUp: '/account/second-factor' },
  'POST /account/recovery-codes': { who: 'customer', stepUp: '/account/second-factor' },
  'GET /account/api-keys': customer,
  'POST /account/api-keys': { who: 'customer', stepUp: '/account/api-keys' },
  'POST /account/api-keys/:id/revocation': customer,
  'GET /step-up': customer,
  'POST /step-up': customer,
  'POST /step-up/passkey/options': customer,
  'POST /step-up/passkey': customer,
  'POST /account/sessions/end': { who: 'customer', proofAnew: '/account' },
  'POST /account/sessions/end-others': { who: 'customer', proofAnew: '/account' },

  'GET /admin': support,
  'POST /admin/alerts/:id/acknowledgement': support,
  'GET /admin/customers': support,
  'GET /admin/customers/:id': support,
  'POST /admin/customers/:id/ban': support,
  'POST /admin/customers/:id/unban': support,
  'POST /admin/customers/:id/log-out': support,
  'POST /admin/customers/:id/sync': support,
  'POST /admin/customers/:id/grants': support,
  'POST /admin/grants/:id/revocation': support,
  'POST /admin/customers/:id/subscription/pause': { who: 'support', stepUp: '/admin/customers/:id' },
  'POST /admin/customers/:id/subscription/resumption': { who: 'support', stepUp: '/admin/customers/:id' },
  'POST /admin/customers/:id/subscription/cancellation': { who: 'support', stepUp: '/admin/customers/:id' },
  'GET /admin/tickets': support,
  'GET /admin/tickets/:id': support,
  'POST /admin/tickets/:id/messages': support,
  'POST /admin/tickets/:id/handling': support,
  'GET /admin/answers': support,
  'POST /admin/answers': support,
  'GET /admin/answers/:id': support,
  'POST /admin/answers/:id': support,
  'POST /admin/answers/:id/removal': support,
  'GET /admin/payments/:id': support,
  'POST /admin/payments/:id/refunds': { who: 'support', stepUp: '/admin/payments/:id' },
  'GET /admin/refund-requests': support,
  'POST /admin/refund-requests/:id/approval': { who: 'owner', stepUp: '/admin/refund-requests' },
  'POST /admin/refund-requests/:id/denial': { who: 'owner', stepUp: '/admin/refund-requests' },
  'POST /admin/refund-requests/:id/withdrawal': support,
  'GET /admin/disputes': support,
  'GET /admin/disputes/:id': support,
  'GET /admin/ledger': support,
  'GET /admin/ledger.csv': { who: 'support', stepUp: '/admin/ledger' },
  'GET /admin/coupons': support,
  'POST /admin/coupons': owner,
  'POST /admin/coupons/:code/end': owner,
  'GET /admin/vouchers': support,
  'POST /admin/vouchers': { who: 'owner', stepUp: '/admin/vouchers' },
  'GET /admin/vouchers/:id': support,
  'POST /admin/vouchers/:id/withdrawal': { who: 'owner', stepUp: '/admin/vouchers/:id' },
  'GET /admin/manual-payments': support,
  'POST /admin/manual-payments': support,
  'GET /admin/manual-payments/:id': support,
  'POST /admin/manual-payments/:id/approval': { who: 'owner', stepUp: '/admin/manual-payments/:id' },
  'POST /admin/manual-payments/:id/denial': { who: 'owner', stepUp: '/admin/manual-payments/:id' },
  'POST /admin/manual-payments/:id/reversal': { who: 'owner', stepUp: '/admin/manual-payments/:id' },
  'GET /admin/affiliates': support,
  'POST /admin/affiliates/payouts': { who: 'owner', stepUp: '/admin/affiliates' },
  'POST /admin/affiliates/payouts/:id/payment': { who: 'owner', stepUp: '/admin/affiliates' },
  'GET /admin/affiliates/runs/:id': support,
  'GET /admin/affiliates/runs/:id/payouts.csv': { who: 'owner', stepUp: '/admin/affiliates/runs/:id' },
  'GET /admin/affiliates/:id': support,
  'POST /admin/affiliates/:id/suspension': owner,
  'POST /admin/affiliates/:id/approval': owner,
  'GET /admin/nodes': support,
  'POST /admin/nodes': { who: 'support', stepUp: '/admin/nodes' },
  'POST /admin/nodes/:id/drain': support,
  'POST /admin/nodes/:id/resume': support,
  'POST /admin/nodes/:id/retirement': { who: 'support', stepUp: '/admin/nodes' },
  'GET /admin/staff': owner,
  'POST /admin/staff': { who: 'owner', stepUp: '/admin/staff' },
  'POST /admin/staff/:id': { who: 'owner', stepUp: '/admin/staff' },
  'POST /admin/staff/:id/removal': { who: 'owner', stepUp: '/admin/staff' },
  'GET /admin/audit': support,
  'GET /admin/audit.csv': { who: 'support', stepUp: '/admin/audit' },
  'GET /admin/reconciliation': support,
  'POST /admin/reconciliation/:id/acceptance': { who: 'owner', stepUp: '/admin/reconciliation' },
  'GET /admin/inbox': support,
  'POST /admin/inbox/replay': support,
  'POST /admin/inbox/:id/sync': support,

  'GET /admin/rehearsal': owner,
  'POST /admin/rehearsal/time': owner,
  'POST /admin/rehearsal/scenes': owner,
  'GET /dev/mail': visitor,
  'GET /dev/mail/:id': visitor,
  'GET /sim/*': open,
  'POST /sim/*': open,

  'GET /api/v1/openapi.json': open,
  'GET /api/v1/account': key('account:read'),
  'GET /api/v1/access': key('billing:read'),
  'GET /api/v1/payments': key('billing:read'),
  'GET /api/v1/devices': key('devices:read'),
  'POST /api/v1/devices': key('devices:write'),
  'GET /api/v1/devices/:id': key('devices:read'),
  'POST /api/v1/devices/:id': key('devices:write'),
  'POST /api/v1/devices/:id/removal': key('devices:write'),
  'POST /api/v1/devices/:id/key': key('devices:write'),
  'POST /api/v1/devices/:id/profile': key('devices:write'),
  'GET /api/v1/staff/customers': key('staff:read', 'support'),
  'GET /api/v1/staff/customers/:id': key('staff:read', 'support'),
  'GET /api/v1/staff/customers/:id/timeline': key('staff:read', 'support'),
  'GET /api/v1/staff/nodes': key('staff:read', 'support'),
  'GET /api/v1/staff/reconciliation': key('staff:read', 'support'),
  'GET /api/v1/staff/invariants': key('staff:read', 'support'),
}

/** The row of a route; HEAD is asked as GET. Throws for a route that has none, which is a fault of ours. */
export function permissionOf(method: string, path: string): Permission {
  const name = `${method === 'HEAD' ? 'GET' : method} ${path}`
  const row = PERMISSIONS[name]
  if (row === undefined) throw new Error(`"${name}" has no row in web/kit/permissions.ts`)
  return row
}

/** Throws, naming all of them, when routes have no row, or rows no route; those of the demo and of mail may be missing. */
export function requireRows(routes: readonly { method: string; path: string }[]): void {
  const names = new Set(routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`))
  const bare = [...names].filter((name) => PERMISSIONS[name] === undefined)
  const idle = Object.keys(PERMISSIONS).filter(
    (name) => !names.has(name) && !/ \/(dev|sim|admin\/rehearsal|mail\/inbound)(\/|$)/.test(name),
  )
  if (bare.length > 0) throw new Error(`add a row to web/kit/permissions.ts for: ${bare.join(', ')}`)
  if (idle.length > 0) throw new Error(`take out of web/kit/permissions.ts, there is no such route: ${idle.join(', ')}`)
}
