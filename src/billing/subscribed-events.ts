// Which events Stripe is asked to deliver. Each only says whose state to fetch, so the list is chosen by one question: does
// anything that decides access or books change with it?

/** The version our endpoint's payloads are rendered in, and the one the gateway's types are of. */
export const API_VERSION = '2026-10-28.endive' as const

export const SUBSCRIBED_EVENTS = [
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'checkout.session.expired',
  'customer.subscription.created',
  'customer.subscription.updated',
  'customer.subscription.deleted',
  'customer.subscription.paused',
  'customer.subscription.resumed',
  'customer.subscription.trial_will_end',
  'customer.deleted',
  'invoice.paid',
  'invoice.payment_failed',
  'invoice.payment_action_required',
  'invoice.voided',
  'invoice.marked_uncollectible',
  'refund.created',
  'refund.updated',
  'refund.failed',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.funds_reinstated',
  'charge.refunded',
  'charge.updated', // Stripe's fee may be known only then: docs.stripe.com/payments/payment-intents/asynchronous-capture
  'radar.early_fraud_warning.created',
] as const
