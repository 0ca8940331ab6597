// The rows the simulator keeps: Stripe's own object types with references narrowed to ids, plus `sim`, what only the
// simulator knows and never shows. Invariant: a row is a value; it is replaced, never changed in place.
import type Stripe from 'stripe'

type Narrow<T, U> = Omit<T, keyof U> & U
/** A Narrow whose references are ids; `sim` never leaves the simulator. */
export type CustomerRow = Narrow<Stripe.Customer, { sim: { deleted: boolean } }>
export type ProductRow = Narrow<Stripe.Product, { default_price: string | null }>
export type PriceRow = Narrow<Stripe.Price, { product: string }>
export type CouponRow = Stripe.Coupon
export type PromotionCodeRow = Narrow<
  Stripe.PromotionCode,
  { customer: string | null; promotion: { type: 'coupon'; coupon: string } }
>
export type DiscountRow = Narrow<
  Stripe.Discount,
  {
    customer: string | null
    promotion_code: string | null
    source: { type: 'coupon'; coupon: string }
    sim: { used: boolean }
  }
>
export type PaymentMethodRow = Narrow<
  Stripe.PaymentMethod,
  { customer: string | null; sim: { card: string; authenticated: boolean } }
>
export type SetupIntentRow = Narrow<Stripe.SetupIntent, { customer: string | null; payment_method: string | null }>
export type PaymentIntentRow = Narrow<
  Stripe.PaymentIntent,
  {
    customer: string | null
    payment_method: string | null
    latest_charge: string | null
    sim: { settlesAt: number | null; settlesAs: 'succeeded' | 'failed'; offSession: boolean }
  }
>
export type ChargeRow = Narrow<
  Stripe.Charge,
  {
    customer: string | null
    payment_intent: string | null
    balance_transaction: string | null
    sim: { disputeAt: number | null; disputeKind: 'chargeback' | 'inquiry' }
  }
>
export type RefundRow = Narrow<
  Stripe.Refund,
  {
    charge: string
    payment_intent: string | null
    balance_transaction: string | null
    customer: string | null
    sim: { changesAt: number | null; becomes: 'succeeded' | 'failed' }
  }
>
export type DisputeRow = Narrow<
  Stripe.Dispute,
  {
    charge: string
    payment_intent: string | null
  }
>
export type BalanceTransactionRow = Narrow<Stripe.BalanceTransaction, { source: string | null }>
export type InvoiceItemRow = Narrow<
  Stripe.InvoiceItem,
  { customer: string; invoice: string | null; discounts: string[] }
>
export type InvoiceLine = Narrow<Stripe.InvoiceLineItem, { subscription: string | null; discounts: string[] }>
export type InvoiceRow = Narrow<
  Stripe.Invoice,
  {
    customer: string
    default_payment_method: string | null
    discounts: string[]
    lines: { object: 'list'; data: InvoiceLine[]; has_more: boolean; url: string }
    sim: { retries: number; secret: string }
  }
>
export type InvoicePaymentRow = Narrow<
  Stripe.InvoicePayment,
  { invoice: string; payment: { type: 'payment_intent'; payment_intent: string } }
>
export type SubscriptionItemRow = Narrow<Stripe.SubscriptionItem, { discounts: string[] }>
export type SubscriptionRow = Narrow<
  Stripe.Subscription,
  {
    customer: string
    default_payment_method: string | null
    discounts: string[]
    latest_invoice: string | null
    pending_setup_intent: string | null
    schedule: string | null
    items: { object: 'list'; data: SubscriptionItemRow[]; has_more: boolean; url: string }
    sim: {
      upcomingSentFor: number | null
      trialEndSentFor: number | null
      incompleteUntil: number | null
      /** What `pending_update` waits for; absent: nothing waits. */
      pending?: PendingChange | null
    }
  }
>
/** A change that is made once its invoice is paid. */
export interface PendingChange {
  invoice: string
  items: SubscriptionItemRow[]
  anchor: number
}
export type CheckoutSessionRow = Narrow<
  Stripe.Checkout.Session,
  {
    customer: string | null
    invoice: string | null
    payment_intent: string | null
    setup_intent: string | null
    subscription: string | null
    sim: SessionOwn
  }
>
export interface SessionOwn {
  lines: { id: string; price: string; quantity: number }[]
  discount: { coupon: string; promotionCode: string | null } | null
  subscriptionData: {
    trialDays: number | null
    trialEnd: number | null
    metadata: Record<string, string>
    description: string | null
    missingPaymentMethod: 'cancel' | 'create_invoice' | 'pause'
  }
  paymentIntentData: { metadata: Record<string, string>; description: string | null; capture: 'automatic' | 'manual' }
  /** Where tax is counted for, null until it is known; undefined: tax is not counted. */
  tax?: { country: string | null } | undefined
  /** The payment intent of the last try; only sessions in payment mode show it. */
  intent: string | null
}
export type PortalSessionRow = Narrow<Stripe.BillingPortal.Session, { configuration: string; sim: { secret: string } }>
export type PortalConfigurationRow = Stripe.BillingPortal.Configuration
export type WebhookEndpointRow = Narrow<
  Stripe.WebhookEndpoint,
  { sim: { secrets: { value: string; until: number | null }[] } }
>
export type TestClockRow = Stripe.TestHelpers.TestClock & { sim: { target: number } }
export type ScheduleRow = Narrow<
  Stripe.SubscriptionSchedule,
  { customer: string; subscription: string | null; sim: { expiringSent: boolean } }
>
export interface EventRow {
  id: string
  type: string
  created: number
  /** data.object as JSON text: frozen at the moment of the event, and ten times smaller in memory than an object. */
  objectJson: string
  previousJson: string | null
  request: { id: string | null; idempotency_key: string | null }
  undelivered: number
}
export interface DeliveryRow {
  id: string
  event: string
  endpoint: string
  attempts: number
  /** Real time in milliseconds: retries follow the wall clock, as nobody waits an hour for a simulated second. */
  nextAt: number
  givenUp: boolean
}
export interface IdempotencyRow {
  id: string
  created: number
  fingerprint: string
  status: number
  body: string
}

/** Stripe sends decimals as text; the SDK turns them into its Decimal class on arrival, and its types only know that class. */
export function decimal(value: number | string): Stripe.Decimal {
  return String(value) as unknown as Stripe.Decimal
}

/** The id behind a reference that may be expanded. */
export function idOf(reference: string | { id: string } | null | undefined): string | null {
  if (reference === null || reference === undefined) return null
  return typeof reference === 'string' ? reference : reference.id
}
