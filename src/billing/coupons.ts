// What the owner does with coupons: make one, switch one off, see what became of them. What a coupon takes off never changes; another
// one is made instead.
import { audit } from '../accounts/audit.ts'
import type { Db } from '../db/open.ts'
import type { CouponDuration } from '../db/schema-checkout.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { newId } from '../lib/token.ts'
import { allPlans } from './plan-queries.ts'
import { readCode } from './core/coupon.ts'
import type { Money } from './core/money.ts'
import { allCoupons, insertCoupon, switchCouponOff } from './coupon-queries.ts'

export interface NewCoupon {
  code: string
  off: { percent: number } | { amount: Money }
  duration: CouponDuration
  /** Only with `repeating`. */
  months: number | null
  /** Null: without limit. */
  maxRedemptions: number | null
  perCustomer: number
  expiresAt: Date | null
  /** Null: all. */
  plans: string[] | null
}

interface Needs {
  db: Db
  clock: Clock
}

/** Gives its id. Refusals: `invalid`, `taken` (there is one of this code, maybe switched off). */
export async function makeCoupon({ db, clock }: Needs, actor: string, wish: NewCoupon): Promise<string> {
  const code = readCode(wish.code)
  check({ ...wish, code }, clock())
  await checkPlans(db, wish.plans)
  const id = newId('cpn')
  const { off, duration, months, maxRedemptions, perCustomer, expiresAt, plans } = wish
  await db.transaction().execute(async (tx) => {
    const isNew = await insertCoupon(tx, {
      id,
      code,
      percent_off: 'percent' in off ? off.percent : null,
      amount_off: 'amount' in off ? off.amount.amount : null,
      currency: 'amount' in off ? off.amount.currency : null,
      duration,
      months,
      max_redemptions: maxRedemptions,
      per_customer: perCustomer,
      expires_at: expiresAt,
      plans,
      created_at: clock(),
      published_at: null,
    })
    if (!isNew) throw new Refusal('taken', 'There is a coupon of this code already. Choose another code.')
    await audit(tx, clock, { actor, action: 'coupon.make', subject: id, detail: { code, duration, maxRedemptions } })
  })
  return id
}

/** Nobody can begin to use it from now on; who has used it keeps what it takes off. Refusal: `not-found`. */
export async function endCoupon({ db, clock }: Needs, actor: string, code: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const id = await switchCouponOff(tx, readCode(code))
    if (id === null) throw new Refusal('not-found', 'There is no such coupon, or it is off already.')
    await audit(tx, clock, { actor, action: 'coupon.off', subject: id })
  })
}

/** Newest first, with their uses. */
export async function listCoupons({ db }: { db: Db }) {
  return allCoupons(db)
}

function check({ code, off, duration, months, maxRedemptions, perCustomer, expiresAt }: NewCoupon, now: Date): void {
  if (!/^[A-Z0-9][A-Z0-9-]{2,39}$/.test(code)) {
    throw new Refusal('invalid', 'A code has 3 to 40 letters, digits and hyphens, such as SPRING-25.')
  }
  if ('percent' in off && !isWithin(off.percent, 1, 100)) throw new Refusal('invalid', 'Say from 1 to 100 percent.')
  if ('amount' in off && off.amount.amount <= 0n) throw new Refusal('invalid', 'An amount is more than nothing.')
  if (duration === 'repeating' && (months === null || !isWithin(months, 1, 36))) {
    throw new Refusal('invalid', 'Say for how many months, from 1 to 36.')
  }
  if (duration !== 'repeating' && months !== null)
    throw new Refusal('invalid', 'Months go with a coupon that holds for some months.')
  const isNumber = (value: number) => isWithin(value, 1, 1_000_000_000)
  if ((maxRedemptions !== null && !isNumber(maxRedemptions)) || !isNumber(perCustomer))
    throw new Refusal('invalid', 'Say how many uses, at least one; leave the total empty for no limit.')
  if (expiresAt && !(expiresAt > now)) throw new Refusal('invalid', 'Let it end in the future.')
}

async function checkPlans(db: Db, plans: string[] | null): Promise<void> {
  if (plans === null) return
  const known = new Set((await allPlans(db)).map((plan) => plan.id))
  if (plans.length === 0 || !plans.every((plan) => known.has(plan)))
    throw new Refusal('invalid', 'There is no such plan. Choose among the plans, or all of them.')
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most
}
