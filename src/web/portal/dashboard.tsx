// GET /dashboard: how things stand, and what to do next.
import { billingOf } from '../../billing/overview.ts'
import { listDevices } from '../../vpn/list-devices.ts'
import { addressInWords } from '../../mail/nobody.ts'
import { customer } from '../kit/guards.ts'
import { show } from '../kit/show.tsx'
import type { Handler, Web } from '../kit/web.ts'
import { accessNow } from './access.ts'
import { DashboardView } from './dashboard-view.tsx'
import { nextPaymentOf } from './money-facts.ts'

export function dashboard(web: Web): Handler {
  const { app } = web
  return async (c) => {
    const visit = await customer(web, c)
    const { account, csrf, session } = visit
    const [{ access, standing }, money, devices] = await Promise.all([
      accessNow(web, account),
      billingOf(app, account),
      listDevices(app, account),
    ])
    const steps = {
      emailVerified: session.emailVerified,
      hasPlan: access.state === 'active' || access.state === 'grace',
      hasDevice: devices.length > 0,
      connected: devices.some((device) => device.lastSeen !== null),
    }
    const { isAnonymous } = session
    const email = addressInWords(session.email)
    const facts = { csrf, email, isAnonymous, access, standing, steps, nextPayment: nextPaymentOf(money) }
    return show(web, c, visit, { title: 'Overview' }, <DashboardView {...facts} devices={{ used: devices.length }} />)
  }
}
