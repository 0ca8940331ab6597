// Where our copies differ from Stripe's lists: staff read it, an owner settles what no repair can end.
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { z } from 'zod'
import { acceptDifference } from '../../billing/accept-difference.ts'
import { reconciliation } from '../../billing/reconcile.ts'
import { refused } from '../kit/errors.tsx'
import { parse } from '../kit/form.ts'
import { owner, staff } from '../kit/guards.ts'
import { goTo, show } from '../kit/show.tsx'
import type { SignedVisit } from '../kit/visit.ts'
import type { Handler, PageContext, Web } from '../kit/web.ts'
import { ReconcileView } from './reconcile-view.tsx'

const SHOWN = 100
const AcceptForm = z.object({ reason: z.string() })

export function adminReconciliation(web: Web): Record<'show' | 'accept', Handler> {
  return {
    show: async (c) => page(web, c, await staff(web, c), { status: 200, error: null }),

    async accept(c) {
      const visit = await owner(web, c)
      const { reason } = parse(visit.form, AcceptForm)
      try {
        const difference = c.req.param('id') ?? ''
        await acceptDifference(web.app, { difference, reason, actor: visit.account })
        return goTo(c, '/admin/reconciliation', 'accepted')
      } catch (error) {
        const { status, message } = refused(c, error)
        if (status === 404) throw error
        return page(web, c, visit, { status, error: message })
      }
    },
  }
}

async function page(
  web: Web,
  c: PageContext,
  visit: SignedVisit,
  { status, error }: { status: ContentfulStatusCode; error: string | null },
): Promise<Response> {
  const { app } = web
  const { run, differences } = await reconciliation(app, SHOWN + 1)
  const rows = differences.slice(0, SHOWN).map((row) => ({
    id: row.id,
    class: row.class,
    stripeId: row.stripe_id,
    account: row.account_id,
    here: row.here,
    there: row.there,
    createdAt: row.created_at,
    foundAt: row.found_at,
    resolution: row.resolution,
    failure: row.failure,
    reason: row.reason,
  }))
  const last = run && {
    startedAt: run.started_at,
    isFinished: run.finished_at !== null,
    compared: run.compared,
    foreign: run.foreign,
  }
  const csrf = visit.session.role === 'owner' ? visit.csrf : null
  const props = { csrf, error, now: app.clock(), run: last, differences: rows, more: differences.length > SHOWN }
  return show(web, c, visit, { title: 'Reconciliation', status }, <ReconcileView {...props} />)
}
