// Row types of what happens at the checkout (migration 0008): part of the Schema, apart for its length.
import type { ColumnType, Generated } from 'kysely'

type Defaulted<T> = ColumnType<T, T | undefined, T>
export type CheckoutState = 'starting' | 'open' | 'processing' | 'complete' | 'failed' | 'expired'
export type CouponDuration = 'once' | 'repeating' | 'forever'

export interface CheckoutSchema {
  checkouts: {
    id: string
    account_id: string
    lookup_key: string
    trial_days: Defaulted<number>
    needs_card: Defaulted<boolean>
    price_id: string | null
    coupon_id: string | null
    stripe_session_id: string | null
    url: string | null
    state: CheckoutState
    created_at: Date
    expires_at: Date
  }
  coupons: {
    id: string
    code: string
    percent_off: number | null
    amount_off: bigint | null
    currency: string | null
    duration: CouponDuration
    months: number | null
    max_redemptions: number | null
    per_customer: Defaulted<number>
    expires_at: Date | null
    plans: string[] | null
    active: Defaulted<boolean>
    taken: Generated<number>
    created_at: Date
    published_at: Date | null
  }
  coupon_claims: {
    checkout_id: string
    coupon_id: string
    account_id: string
    state: 'held' | 'used' | 'released'
    created_at: Date
    settled_at: Date | null
  }
  trial_uses: {
    account_id: string
    /** Of a row that the release before wrote: emptied at the next start. */
    email_key: Defaulted<string | null>
    person_hash: Buffer | null
    checkout_id: string | null
    begun_at: Date | null
    created_at: Date
  }
  trial_cards: { fingerprint: string; account_id: string; created_at: Date }
  refused_trials: { subscription_id: string; account_id: string; created_at: Date; ended_at: Date | null }
}
