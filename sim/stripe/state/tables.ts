// Every kind of row by name, its id prefix, and the indexes kept over it. Adding a kind means adding it here and nowhere else in state/.
import type * as Rows from './rows.ts'
import { idOf } from './rows.ts'

export interface Tables {
  customer: Rows.CustomerRow
  product: Rows.ProductRow
  price: Rows.PriceRow
  coupon: Rows.CouponRow
  promotion_code: Rows.PromotionCodeRow
  discount: Rows.DiscountRow
  payment_method: Rows.PaymentMethodRow
  setup_intent: Rows.SetupIntentRow
  payment_intent: Rows.PaymentIntentRow
  charge: Rows.ChargeRow
  refund: Rows.RefundRow
  dispute: Rows.DisputeRow
  balance_transaction: Rows.BalanceTransactionRow
  invoiceitem: Rows.InvoiceItemRow
  invoice: Rows.InvoiceRow
  invoice_payment: Rows.InvoicePaymentRow
  subscription: Rows.SubscriptionRow
  'checkout.session': Rows.CheckoutSessionRow
  'billing_portal.session': Rows.PortalSessionRow
  'billing_portal.configuration': Rows.PortalConfigurationRow
  webhook_endpoint: Rows.WebhookEndpointRow
  'test_helpers.test_clock': Rows.TestClockRow
  subscription_schedule: Rows.ScheduleRow
  event: Rows.EventRow
  delivery: Rows.DeliveryRow
  idempotency: Rows.IdempotencyRow
}
export type Kind = keyof Tables

/** The prefix of an id says what it names; coupons, products and idempotency keys may have any id and are found by field name. */
const kindOfPrefix: Record<string, Kind> = {
  cus: 'customer',
  prod: 'product',
  price: 'price',
  promo: 'promotion_code',
  di: 'discount',
  pm: 'payment_method',
  seti: 'setup_intent',
  pi: 'payment_intent',
  ch: 'charge',
  re: 'refund',
  du: 'dispute',
  txn: 'balance_transaction',
  ii: 'invoiceitem',
  in: 'invoice',
  inpay: 'invoice_payment',
  sub: 'subscription',
  cs: 'checkout.session',
  bps: 'billing_portal.session',
  bpc: 'billing_portal.configuration',
  we: 'webhook_endpoint',
  clock: 'test_helpers.test_clock',
  evt: 'event',
}

/** The kind an id names, undefined when it has no such prefix. */
export function kindOfId(id: string): Kind | undefined {
  return id.startsWith('sub_sched_') ? 'subscription_schedule' : kindOfPrefix[id.split('_')[0] ?? '']
}

type Indexes = { [K in Kind]?: Record<string, (row: Tables[K]) => string | null> }
export const indexes: Indexes = {
  customer: { email: (row) => row.email },
  price: { product: (row) => row.product, lookup_key: (row) => row.lookup_key },
  promotion_code: { code: (row) => row.code.toLowerCase() },
  payment_method: { customer: (row) => row.customer },
  setup_intent: { customer: (row) => row.customer },
  payment_intent: { customer: (row) => row.customer },
  charge: { customer: (row) => row.customer, payment_intent: (row) => row.payment_intent },
  refund: { charge: (row) => row.charge, payment_intent: (row) => row.payment_intent },
  dispute: { charge: (row) => row.charge, payment_intent: (row) => row.payment_intent },
  balance_transaction: { source: (row) => row.source },
  invoiceitem: { customer: (row) => row.customer },
  invoice: {
    customer: (row) => row.customer,
    subscription: (row) => idOf(row.parent?.subscription_details?.subscription),
    secret: (row) => row.sim.secret,
  },
  invoice_payment: { invoice: (row) => row.invoice, payment_intent: (row) => row.payment.payment_intent },
  subscription: { customer: (row) => row.customer },
  subscription_schedule: { customer: (row) => row.customer },
  'checkout.session': {
    customer: (row) => row.customer,
    subscription: (row) => row.subscription,
    intent: (row) => row.sim.intent,
  },
  'billing_portal.session': { secret: (row) => row.sim.secret },
  delivery: { event: (row) => row.event },
}
