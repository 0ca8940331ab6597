// The terms of the shop for affiliates: what is earned, for how long, and when it is paid.
import { exponentOf, type Money } from '../../billing/core/money.ts'

export interface Terms {
  /** Hundredths of a percent: 2000 is 20 %. */
  rateBp: number
  /** Days from a payment until its commission is paid out; never shorter than refunds are given. */
  holdDays: number
  /** Payments count in so many months from a customer's first. */
  months: number
  /** Less is not paid out: in hundredths of the whole unit of whatever currency. */
  minimum: bigint
}

const DAY = 86_400_000

export function holdEnd(paidAt: Date, { holdDays }: Pick<Terms, 'holdDays'>): Date {
  return new Date(paidAt.getTime() + holdDays * DAY)
}

/** The least that is paid out in a currency, minor units, rounded up. */
export function minimumIn(currency: string, { minimum }: Pick<Terms, 'minimum'>): bigint {
  const scaled = minimum * 10n ** BigInt(exponentOf(currency))
  return (scaled + 99n) / 100n
}

/** `20 %`, `12.5 %`. */
export function rateInWords({ rateBp }: Pick<Terms, 'rateBp'>): string {
  return `${rateBp / 100} %`
}

/** `20.00`, of any currency. */
export function minimumInWords({ minimum }: Pick<Terms, 'minimum'>): string {
  const digits = String(minimum).padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** A sum below the minimum, or below zero, waits for a later run. */
export function isWorthPaying(due: Money, terms: Pick<Terms, 'minimum'>): boolean {
  return due.amount > 0n && due.amount >= minimumIn(due.currency, terms)
}
