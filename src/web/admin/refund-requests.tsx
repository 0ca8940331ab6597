// Refunds that wait for a second person: who asked may withdraw, another owner approves or denies.
import { approveRefund, denyRefund, withdrawRefund, type Decision } from '../../billing/decide-refund.ts'
import { refundRequests } from '../../billing/refund-request-queries.ts'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { refused } from '../kit/errors.tsx'
import { owner, staff } from '../kit/guards.ts'
import { goTo, show } from '../kit/show.tsx'
import type { SignedVisit } from '../kit/visit.ts'
import type { Handler, PageContext, Web } from '../kit/web.ts'
import { DONE } from './payments.tsx'
import { RefundRequestsView } from './refund-requests-view.tsx'

const SHOWN = 100
const PAGE = '/admin/refund-requests'

export function adminRefundRequests(web: Web): Record<'list' | 'approve' | 'deny' | 'withdraw', Handler> {
  const { app } = web
  /** `decide` gives the name of what is said then. */
  const deciding =
    (guard: typeof staff, decide: (decision: Decision) => Promise<string>): Handler =>
    async (c) => {
      const visit = await guard(web, c)
      try {
        return goTo(c, PAGE, await decide({ request: c.req.param('id') ?? '', actor: visit.account }))
      } catch (error) {
        const { status, message } = refused(c, error)
        if (status === 404) throw error
        return listPage(web, c, visit, { status, error: message })
      }
    }
  return {
    async list(c) {
      return listPage(web, c, await staff(web, c), { status: 200, error: null })
    },
    approve: deciding(owner, async (decision) => DONE[(await approveRefund(app, decision)).state]),
    deny: deciding(owner, async (decision) => {
      await denyRefund(app, decision)
      return 'refund-denied'
    }),
    withdraw: deciding(staff, async (decision) => {
      await withdrawRefund(app, decision)
      return 'refund-withdrawn'
    }),
  }
}

async function listPage(
  web: Web,
  c: PageContext,
  visit: SignedVisit,
  { status, error }: { status: ContentfulStatusCode; error: string | null },
): Promise<Response> {
  const found = await refundRequests(web.app.db, null, SHOWN + 1)
  const viewer = { account: visit.account, role: visit.session.role }
  const props = { csrf: visit.csrf, requests: found.slice(0, SHOWN), more: found.length > SHOWN, viewer, error }
  return show(web, c, visit, { title: 'Refund requests', status }, <RefundRequestsView {...props} />)
}
