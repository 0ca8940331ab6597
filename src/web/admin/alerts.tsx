// Alerts that name one thing that happened: staff say that it is settled.
import { acknowledge } from '../../billing/alerts.ts'
import { staff } from '../kit/guards.ts'
import { goTo } from '../kit/show.tsx'
import type { Handler, Web } from '../kit/web.ts'

export function adminAlerts(web: Web): Record<'acknowledge', Handler> {
  return {
    async acknowledge(c) {
      const { account } = await staff(web, c)
      await acknowledge(web.app, c.req.param('id') ?? '', account)
      return goTo(c, '/admin', 'acknowledged')
    },
  }
}
