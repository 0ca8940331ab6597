// Payout runs: made, taken along as CSV, and marked as paid, by the owner with a fresh code. Support may look, without the details of
// where money goes.
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { z } from 'zod'
import { markPaid, payOut } from '../../affiliates/pay-out.ts'
import { readRun } from '../../affiliates/overview.ts'
import { decimalOf } from '../../billing/core/money.ts'
import { refused } from '../kit/errors.tsx'
import { parse } from '../kit/form.ts'
import { owner, staff } from '../kit/guards.ts'
import { goTo, show } from '../kit/show.tsx'
import type { SignedVisit } from '../kit/visit.ts'
import type { Handler, PageContext, Web } from '../kit/web.ts'
import { affiliatesPage } from './affiliates.tsx'
import { csvLine } from '../kit/csv.ts'
import { PayoutRunView } from './payout-run-view.tsx'

const PaidForm = z.object({ reference: z.string(), run: z.string().max(40) })
const HEAD = ['payout', 'affiliate', 'account', 'amount', 'currency', 'details', 'made', 'paid', 'reference']

export function adminPayouts(web: Web): Record<'run' | 'show' | 'csv' | 'paid', Handler> {
  const { app } = web
  return {
    async run(c) {
      const visit = await owner(web, c)
      try {
        return goTo(c, `/admin/affiliates/runs/${await payOut(app, visit.account)}`, 'payout-run')
      } catch (error) {
        const { status, message } = refused(c, error)
        return affiliatesPage(web, c, visit, { status, error: message })
      }
    },

    async show(c) {
      return runPage(web, c, await staff(web, c), { run: c.req.param('id') ?? '', status: 200, error: null })
    },

    async csv(c) {
      await owner(web, c)
      const { payouts } = await readRun(app, c.req.param('id') ?? '')
      const lines = payouts.map((row) => {
        const paid = row.paid_at?.toISOString() ?? ''
        const money = [decimalOf(row), row.currency.toUpperCase()]
        const to = [row.id, row.email, row.affiliate_id, ...money, row.details]
        return csvLine([...to, row.created_at.toISOString(), paid, row.reference ?? ''])
      })
      return c.body(csvLine(HEAD) + lines.join(''), 200, {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': 'attachment; filename="payouts.csv"',
      })
    },

    async paid(c) {
      const visit = await owner(web, c)
      const { reference, run } = parse(visit.form, PaidForm)
      try {
        const done = await markPaid(app, { payout: c.req.param('id') ?? '', reference, actor: visit.account })
        return goTo(c, `/admin/affiliates/runs/${done}`, 'payout-paid')
      } catch (error) {
        const { status, message } = refused(c, error)
        return runPage(web, c, visit, { run, status, error: message })
      }
    },
  }
}

interface Said {
  run: string
  status: ContentfulStatusCode
  error: string | null
}

async function runPage(web: Web, c: PageContext, visit: SignedVisit, { run: id, status, error }: Said) {
  const isOwner = visit.session.role === 'owner'
  const { payouts, created_at: createdAt } = await readRun(web.app, id)
  const rows = payouts.map((row) => ({ ...row, details: isOwner ? row.details : null, paidAt: row.paid_at }))
  const props = { csrf: visit.csrf, id, createdAt, payouts: rows, isOwner, error }
  return show(web, c, visit, { title: 'Payout run', status }, <PayoutRunView {...props} />)
}
