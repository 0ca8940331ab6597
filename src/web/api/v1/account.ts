// The account of the key: itself, its access, its payments.
import { accountCard } from '../../../accounts/queries.ts'
import { billingOf } from '../../../billing/overview.ts'
import { Refusal } from '../../../lib/refusal.ts'
import type { Web } from '../../kit/web.ts'
import { accessNow, limitOf } from '../../portal/access.ts'
import { paymentRows, runningOf } from '../../portal/money-facts.ts'
import { openRouter, operation } from './operation.ts'
import { cut, PageQuery, pageOf } from './paging.ts'
import { Access, accessAnswer, Account, accountAnswer, Payment, paymentAnswer, type Answered } from './shapes.ts'

export function accountOperations(web: Web) {
  const { app } = web
  const own = operation(web, 'get', '/account', { summary: 'The account', request: {}, answer: Account })
  const access = operation(web, 'get', '/access', {
    summary: 'Access and subscription',
    request: {},
    answer: Access,
  })
  const payments = operation(web, 'get', '/payments', {
    summary: 'Payments, newest first',
    request: { query: PageQuery },
    answer: pageOf(Payment),
  })
  return openRouter()
    .openapi(own, async (c) => {
      const card = await accountCard(app.db, c.var.caller.account)
      if (!card) throw new Refusal('not-found', 'There is no such account.')
      return c.json(accountAnswer(card), 200)
    })
    .openapi(access, async (c) => {
      const { account } = c.var.caller
      const [now, money] = await Promise.all([accessNow(web, account), billingOf(app, account)])
      const running = runningOf(money.subscriptions)
      const subscription: Answered<typeof Access>['subscription'] = running
        ? {
            id: running.id,
            status: running.status,
            plan: running.planName,
            current_period_end: running.currentPeriodEnd?.toISOString() ?? null,
            ends_at: running.endsAt?.toISOString() ?? null,
          }
        : null
      return c.json({ ...accessAnswer(now.access), device_limit: limitOf(now.access), subscription }, 200)
    })
    .openapi(payments, async (c) => {
      const rows = paymentRows(await billingOf(app, c.var.caller.account))
      const { items, next_cursor } = cut(rows, c.req.valid('query'))
      return c.json({ items: items.map(paymentAnswer), next_cursor }, 200)
    })
}
