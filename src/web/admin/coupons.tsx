// Coupons: everybody of the staff sees them and what became of them; the owner makes them and switches them off.
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { z } from 'zod'
import { endCoupon, listCoupons, makeCoupon, type NewCoupon } from '../../billing/coupons.ts'
import { readOff } from '../../billing/core/coupon.ts'
import { listPlans } from '../../billing/plans.ts'
import { Refusal } from '../../lib/refusal.ts'
import { readWholeNumber } from '../../lib/whole-number.ts'
import { refused } from '../kit/errors.tsx'
import { dayAfter, parse } from '../kit/form.ts'
import { owner, staff } from '../kit/guards.ts'
import { goTo, show } from '../kit/show.tsx'
import type { Fields, SignedVisit } from '../kit/visit.ts'
import type { Handler, PageContext, Web } from '../kit/web.ts'
import { CouponsView, type CouponValues } from './coupons-view.tsx'

const MakeForm = z.object({
  code: z.string().max(60),
  off: z.string().max(40),
  duration: z.enum(['once', 'repeating', 'forever']),
  months: z.string().max(4),
  most: z.string().max(10),
  each: z.string().max(10),
  last: z.string().max(10),
})
const EMPTY: CouponValues = { code: '', off: '', duration: 'once', months: '', most: '', each: '1', last: '' }

export function adminCoupons(web: Web): Record<'list' | 'make' | 'end', Handler> {
  const { app } = web
  const page = async (
    c: PageContext,
    visit: SignedVisit,
    said: { status: ContentfulStatusCode; values: CouponValues; error: string | null },
  ) => {
    const [coupons, plans] = await Promise.all([listCoupons(app), listPlans(app.db)])
    const form = isOwner(visit) ? { values: said.values, error: said.error } : null
    const props = { csrf: visit.csrf, now: app.clock(), coupons, plans, form }
    return show(web, c, visit, { title: 'Coupons', status: said.status }, <CouponsView {...props} />)
  }
  return {
    list: async (c) => page(c, await staff(web, c), { status: 200, values: EMPTY, error: null }),

    async make(c) {
      const visit = await owner(web, c)
      const values = parse(visit.form, MakeForm)
      try {
        await makeCoupon(app, visit.account, couponOf(values, visit.form))
        return goTo(c, '/admin/coupons', 'coupon-made')
      } catch (error) {
        const { status, message } = refused(c, error)
        return page(c, visit, { status, values, error: message })
      }
    },

    async end(c) {
      const visit = await owner(web, c)
      await endCoupon(app, visit.account, c.req.param('code') ?? '')
      return goTo(c, '/admin/coupons', 'coupon-off')
    },
  }
}

const isOwner = (visit: SignedVisit) => visit.session.role === 'owner'

/** Throws Refusal `invalid` for what cannot be read; what is out of range is said by the verb. */
function couponOf(values: z.infer<typeof MakeForm>, form: Fields): NewCoupon {
  const off = readOff(values.off)
  if (!off) throw new Refusal('invalid', 'Say what it takes off like 25% or 4.50 USD.')
  const plans = [...form.keys()].filter((name) => name.startsWith('plan-')).map((name) => name.slice('plan-'.length))
  return {
    code: values.code,
    off,
    duration: values.duration,
    months: numberOrNone(values.months),
    maxRedemptions: numberOrNone(values.most),
    perCustomer: readWholeNumber(values.each) ?? 0,
    expiresAt: values.last.trim() === '' ? null : dayAfter(values.last.trim()),
    plans: plans.length === 0 ? null : plans,
  }
}

/** Null for what was left empty; 0, which the verb refuses, for what is no number. */
function numberOrNone(text: string): number | null {
  return text.trim() === '' ? null : (readWholeNumber(text) ?? 0)
}
