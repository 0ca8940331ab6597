// Vouchers: everybody of the staff sees the batches and who redeemed what; the owner makes and withdraws them with a fresh code.
// Invariant: the codes are the answer to the click that made them, kept by no cache, and can never be asked for again.
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { z } from 'zod'
import { readMoney, type Money } from '../../billing/core/money.ts'
import { lengthWords } from '../../billing/core/voucher-code.ts'
import { listPlans } from '../../billing/plans.ts'
import { makeVouchers, readBatch, withdrawVouchers, type BatchWish } from '../../billing/vouchers.ts'
import { batches, redemptionsOf } from '../../billing/voucher-queries.ts'
import { Refusal } from '../../lib/refusal.ts'
import { newSecret } from '../../lib/token.ts'
import { readWholeNumber } from '../../lib/whole-number.ts'
import { csvLine } from '../kit/csv.ts'
import { refused } from '../kit/errors.tsx'
import { dayAfter, parse } from '../kit/form.ts'
import { owner, staff } from '../kit/guards.ts'
import { goTo, show } from '../kit/show.tsx'
import type { SignedVisit } from '../kit/visit.ts'
import type { Handler, PageContext, Web } from '../kit/web.ts'
import { VoucherBatchView } from './voucher-batch-view.tsx'
import { VouchersView, type VoucherValues } from './vouchers-view.tsx'

const SHOWN = 200
const MakeForm = z.object({
  plan: z.string().max(40),
  length: z.string().max(6),
  unit: z.enum(['day', 'month']),
  size: z.string().max(6),
  value: z.string().max(40),
  note: z.string().max(600),
  last: z.string().max(10),
  intent: z.string(),
})
const EMPTY: VoucherValues = { plan: '', length: '', unit: 'month', size: '', value: '', note: '', last: '' }

export function adminVouchers(web: Web): Record<'list' | 'make' | 'show' | 'withdraw', Handler> {
  const { app } = web
  return {
    list: async (c) => listPage(web, c, await staff(web, c), { status: 200, values: EMPTY, error: null }),

    async make(c) {
      const visit = await owner(web, c)
      const values = parse(visit.form, MakeForm)
      try {
        const wish = { ...wishOf(values, app.config.defaultCurrency), actor: visit.account }
        return csvOf(c, wish, await makeVouchers(app, wish))
      } catch (error) {
        const { status, message } = refused(c, error)
        return listPage(web, c, visit, { status, values, error: message })
      }
    },

    show: async (c) => batchPage(web, c, await staff(web, c), { status: 200, error: null }),

    async withdraw(c) {
      const visit = await owner(web, c)
      const batch = c.req.param('id') ?? ''
      try {
        await withdrawVouchers(app, { batch, actor: visit.account })
        return goTo(c, `/admin/vouchers/${encodeURIComponent(batch)}`, 'vouchers-withdrawn')
      } catch (error) {
        const { status, message } = refused(c, error)
        return batchPage(web, c, visit, { status, error: message })
      }
    },
  }
}

const isOwner = (visit: SignedVisit) => visit.session.role === 'owner'

async function listPage(
  web: Web,
  c: PageContext,
  visit: SignedVisit,
  { status, values, error }: { status: ContentfulStatusCode; values: VoucherValues; error: string | null },
): Promise<Response> {
  const { app } = web
  const [found, plans] = await Promise.all([batches(app.db, SHOWN + 1), listPlans(app.db)])
  const form = { values, error, intent: newSecret(), plans: plans.filter((plan) => plan.id !== 'free') }
  const props = { csrf: visit.csrf, now: app.clock(), batches: found.slice(0, SHOWN), more: found.length > SHOWN }
  const body = <VouchersView {...props} form={isOwner(visit) ? form : null} />
  return show(web, c, visit, { title: 'Vouchers', status }, body)
}

async function batchPage(
  web: Web,
  c: PageContext,
  visit: SignedVisit,
  { status, error }: { status: ContentfulStatusCode; error: string | null },
): Promise<Response> {
  const { app } = web
  const batch = await readBatch(app, c.req.param('id') ?? '')
  const found = await redemptionsOf(app.db, batch.id, SHOWN + 1)
  const props = { batch, redemptions: found.slice(0, SHOWN), more: found.length > SHOWN, error, now: app.clock() }
  const body = <VoucherBatchView csrf={visit.csrf} {...props} mayWithdraw={isOwner(visit)} />
  return show(web, c, visit, { title: 'Vouchers', status }, body)
}

/** Throws Refusal `invalid` for what cannot be read; what is out of range is said by the verb. */
function wishOf(values: z.infer<typeof MakeForm>, currency: string): Omit<BatchWish, 'actor'> {
  const { plan, unit, length, size, value, note, last, intent } = values
  return {
    plan,
    unit,
    note,
    intent,
    length: readWholeNumber(length) ?? 0,
    size: readWholeNumber(size) ?? 0,
    value: valueOf(value, currency),
    expiresAt: last.trim() === '' ? null : dayAfter(last.trim()),
  }
}

function valueOf(text: string, currency: string): Money {
  if (text.trim() === '') return { amount: 0n, currency }
  const value = readMoney(text)
  if (!value) throw new Refusal('invalid', 'Write what each is sold for like 4.50 USD, or leave it empty.')
  return value
}

function csvOf(c: PageContext, wish: Omit<BatchWish, 'actor'>, made: { batch: string; codes: string[] }): Response {
  const last = wish.expiresAt ? new Date(wish.expiresAt.getTime() - 1).toISOString().slice(0, 10) : ''
  const lines = made.codes.map((code) => csvLine([code, wish.plan, lengthWords(wish), last]))
  return c.body(csvLine(['code', 'plan', 'time', 'last day']) + lines.join(''), 200, {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': `attachment; filename="${made.batch}.csv"`,
    'Cache-Control': 'no-store',
  })
}
