// GET /admin: how the shop does, and what wants attention.
import { countAccounts } from '../../accounts/queries.ts'
import { ACKNOWLEDGED } from '../../billing/alerts.ts'
import { countFailed, listAlerts } from '../../billing/events.ts'
import { customersByMonth, figures } from '../../billing/figures.ts'
import { revenueByMonth, revenueStats } from '../../billing/overview.ts'
import { listNodes } from '../../vpn/nodes.ts'
import { staff } from '../kit/guards.ts'
import { show } from '../kit/show.tsx'
import type { Handler, Web } from '../kit/web.ts'
import { OverviewView } from './overview-view.tsx'

const SHOWN = 1000
const acknowledged: ReadonlySet<string> = new Set(ACKNOWLEDGED)

export function adminOverview(web: Web): Handler {
  const { app } = web
  return async (c) => {
    const visit = await staff(web, c)
    const [accounts, revenue, received, all, failed, alerts, thirtyDays, newByMonth] = await Promise.all([
      countAccounts(app.db),
      revenueStats(app),
      revenueByMonth(app),
      listNodes(app),
      countFailed(app.db, SHOWN),
      listAlerts(app.db, { open: true }),
      figures(app),
      customersByMonth(app),
    ])
    const nodes = all.filter((node) => node.mode !== 'retired')
    const props = {
      now: app.clock(),
      customers: accounts.customers,
      paying: revenue.paying,
      mrr: revenue.mrr,
      nodes: { online: nodes.filter((node) => node.state === 'online').length, all: nodes.length },
      failedEvents: failed,
      csrf: visit.csrf,
      isOwner: visit.session.role === 'owner',
      alerts: alerts.map((alert) => ({ ...alert, id: String(alert.id), mayAcknowledge: acknowledged.has(alert.kind) })),
      revenue: received,
      figures: thirtyDays,
      newByMonth,
    }
    return show(web, c, visit, { title: 'Overview' }, <OverviewView {...props} />)
  }
}
