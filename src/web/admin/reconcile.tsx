// Where our copies differ from Stripe's lists, for staff to read.
import { reconciliation } from '../../billing/reconcile.ts'
import { staff } from '../kit/guards.ts'
import { show } from '../kit/show.tsx'
import type { Handler, Web } from '../kit/web.ts'
import { ReconcileView } from './reconcile-view.tsx'

const SHOWN = 100

export function adminReconciliation(web: Web): Handler {
  const { app } = web
  return async (c) => {
    const visit = await staff(web, c)
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
    }))
    const last = run && {
      startedAt: run.started_at,
      isFinished: run.finished_at !== null,
      compared: run.compared,
      foreign: run.foreign,
    }
    const body = <ReconcileView now={app.clock()} run={last} differences={rows} more={differences.length > SHOWN} />
    return show(web, c, visit, { title: 'Reconciliation' }, body)
  }
}
