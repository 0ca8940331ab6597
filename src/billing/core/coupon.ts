// What a coupon takes off, and whether it can be had: pure. How often it was used is counted under its lock by who asks.
import { formatMoney, readMoney, type Money } from './money.ts'

export interface Coupon {
  id: string
  code: string
  percentOff: number | null
  amountOff: Money | null
  duration: 'once' | 'repeating' | 'forever'
  months: number | null
  maxRedemptions: number | null
  perCustomer: number
  expiresAt: Date | null
  /** Null: all plans. */
  plans: string[] | null
  active: boolean
  /** Uses that are held or used. */
  taken: number
}

/** What it is to be used for, and by whom: `own` is how often this customer holds or has used it. */
export interface CouponUse {
  planId: string
  price: Money
  own: number
}

/** The sentence that says no, or null. One that is switched off is as if there were none. */
export function couponRefusal(coupon: Coupon | undefined, use: CouponUse, now: Date): string | null {
  if (!coupon?.active) return 'There is no such code. Check how it is written, or go on without one.'
  if (coupon.expiresAt && coupon.expiresAt <= now) return 'This code has expired. You can go on without it.'
  if (coupon.plans && !coupon.plans.includes(use.planId)) return 'This code is for another plan.'
  if (coupon.amountOff && coupon.amountOff.currency !== use.price.currency) {
    return `This code takes off ${formatMoney(coupon.amountOff)}: choose a price in ${coupon.amountOff.currency.toUpperCase()} to use it.`
  }
  if (use.own >= coupon.perCustomer) return 'You have used this code as often as it can be used.'
  if (coupon.maxRedemptions !== null && coupon.taken >= coupon.maxRedemptions)
    return 'This code has been used up. You can go on without it.'
  return null
}

/** Whether nothing will ever be charged for this price, so that no card is needed. */
export function isFreeForEver(coupon: Pick<Coupon, 'percentOff' | 'amountOff' | 'duration'>, price: Money): boolean {
  const takesAll = coupon.percentOff === 100 || (coupon.amountOff !== null && coupon.amountOff.amount >= price.amount)
  return takesAll && coupon.duration === 'forever'
}

/** Such as `25% off for 3 months`. */
export function couponWords(coupon: Pick<Coupon, 'percentOff' | 'amountOff' | 'duration' | 'months'>): string {
  const off = coupon.amountOff ? formatMoney(coupon.amountOff) : `${coupon.percentOff}%`
  if (coupon.duration === 'forever') return `${off} off for good`
  if (coupon.duration === 'once') return `${off} off the first payment`
  return `${off} off for ${coupon.months === 1 ? '1 month' : `${coupon.months} months`}`
}

/** A code as it is stored and compared: people type it in any case and with spaces around it. */
export function readCode(text: string): string {
  return text.trim().toUpperCase()
}

/** What people write of it: `25%`, or `4.50 eur`; null when it is neither. */
export function readOff(text: string): { percent: number } | { amount: Money } | null {
  const percent = /^(\d{1,3})\s*%$/.exec(text.trim())?.[1]
  if (percent !== undefined) return { percent: Number(percent) }
  const amount = readMoney(text)
  return amount ? { amount } : null
}
