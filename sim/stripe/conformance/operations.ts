// Which of Stripe's operations we hold ourselves to, and the SDK's own type for the parameters of each.
// Invariant: a key is `METHOD /v1/path` with `{id}` for an id, exactly as the SDK sends it (operations.test.ts compares them).
// params.schema.json is made from this interface by `node scripts/stripe-schemas.ts`; to cover a further operation, add a line and make it anew.
import type { Stripe } from 'stripe'

export interface Operations {
  'GET /v1/account': Stripe.AccountRetrieveCurrentParams
  'GET /v1/balance': Stripe.BalanceRetrieveParams
  'GET /v1/balance_transactions': Stripe.BalanceTransactionListParams
  'GET /v1/balance_transactions/{id}': Stripe.BalanceTransactionRetrieveParams

  'GET /v1/billing_portal/configurations': Stripe.BillingPortal.ConfigurationListParams
  'GET /v1/billing_portal/configurations/{id}': Stripe.BillingPortal.ConfigurationRetrieveParams
  'POST /v1/billing_portal/configurations': Stripe.BillingPortal.ConfigurationCreateParams
  'POST /v1/billing_portal/configurations/{id}': Stripe.BillingPortal.ConfigurationUpdateParams
  'POST /v1/billing_portal/sessions': Stripe.BillingPortal.SessionCreateParams

  'GET /v1/charges': Stripe.ChargeListParams
  'GET /v1/charges/{id}': Stripe.ChargeRetrieveParams
  'POST /v1/charges/{id}': Stripe.ChargeUpdateParams

  'GET /v1/checkout/sessions': Stripe.Checkout.SessionListParams
  'GET /v1/checkout/sessions/{id}': Stripe.Checkout.SessionRetrieveParams
  'GET /v1/checkout/sessions/{id}/line_items': Stripe.Checkout.SessionListLineItemsParams
  'POST /v1/checkout/sessions': Stripe.Checkout.SessionCreateParams
  'POST /v1/checkout/sessions/{id}': Stripe.Checkout.SessionUpdateParams
  'POST /v1/checkout/sessions/{id}/expire': Stripe.Checkout.SessionExpireParams

  'DELETE /v1/coupons/{id}': Stripe.CouponDeleteParams
  'GET /v1/coupons': Stripe.CouponListParams
  'GET /v1/coupons/{id}': Stripe.CouponRetrieveParams
  'POST /v1/coupons': Stripe.CouponCreateParams
  'POST /v1/coupons/{id}': Stripe.CouponUpdateParams

  'DELETE /v1/customers/{id}': Stripe.CustomerDeleteParams
  'DELETE /v1/customers/{id}/discount': Stripe.CustomerDeleteDiscountParams
  'GET /v1/customers': Stripe.CustomerListParams
  'GET /v1/customers/search': Stripe.CustomerSearchParams
  'GET /v1/customers/{id}': Stripe.CustomerRetrieveParams
  'GET /v1/customers/{id}/payment_methods': Stripe.CustomerListPaymentMethodsParams
  'POST /v1/customers': Stripe.CustomerCreateParams
  'POST /v1/customers/{id}': Stripe.CustomerUpdateParams

  'GET /v1/disputes': Stripe.DisputeListParams
  'GET /v1/disputes/{id}': Stripe.DisputeRetrieveParams
  'POST /v1/disputes/{id}': Stripe.DisputeUpdateParams
  'POST /v1/disputes/{id}/close': Stripe.DisputeCloseParams

  'GET /v1/events': Stripe.EventListParams
  'GET /v1/events/{id}': Stripe.EventRetrieveParams

  'DELETE /v1/invoices/{id}': Stripe.InvoiceDeleteParams
  'GET /v1/invoice_payments': Stripe.InvoicePaymentListParams
  'GET /v1/invoice_payments/{id}': Stripe.InvoicePaymentRetrieveParams
  'GET /v1/invoices': Stripe.InvoiceListParams
  'GET /v1/invoices/{id}': Stripe.InvoiceRetrieveParams
  'GET /v1/invoices/{id}/lines': Stripe.InvoiceListLineItemsParams
  'POST /v1/invoiceitems': Stripe.InvoiceItemCreateParams
  'POST /v1/invoices': Stripe.InvoiceCreateParams
  'POST /v1/invoices/create_preview': Stripe.InvoiceCreatePreviewParams
  'POST /v1/invoices/{id}': Stripe.InvoiceUpdateParams
  'POST /v1/invoices/{id}/finalize': Stripe.InvoiceFinalizeInvoiceParams
  'POST /v1/invoices/{id}/mark_uncollectible': Stripe.InvoiceMarkUncollectibleParams
  'POST /v1/invoices/{id}/pay': Stripe.InvoicePayParams
  'POST /v1/invoices/{id}/send': Stripe.InvoiceSendInvoiceParams
  'POST /v1/invoices/{id}/void': Stripe.InvoiceVoidInvoiceParams

  'GET /v1/payment_intents': Stripe.PaymentIntentListParams
  'GET /v1/payment_intents/{id}': Stripe.PaymentIntentRetrieveParams
  'GET /v1/setup_intents': Stripe.SetupIntentListParams
  'GET /v1/setup_intents/{id}': Stripe.SetupIntentRetrieveParams
  'POST /v1/payment_intents/{id}/cancel': Stripe.PaymentIntentCancelParams
  'POST /v1/payment_intents/{id}/capture': Stripe.PaymentIntentCaptureParams

  'GET /v1/payment_methods': Stripe.PaymentMethodListParams
  'GET /v1/payment_methods/{id}': Stripe.PaymentMethodRetrieveParams
  'POST /v1/payment_methods/{id}/attach': Stripe.PaymentMethodAttachParams
  'POST /v1/payment_methods/{id}/detach': Stripe.PaymentMethodDetachParams

  'DELETE /v1/products/{id}': Stripe.ProductDeleteParams
  'GET /v1/prices': Stripe.PriceListParams
  'GET /v1/prices/search': Stripe.PriceSearchParams
  'GET /v1/prices/{id}': Stripe.PriceRetrieveParams
  'GET /v1/products': Stripe.ProductListParams
  'GET /v1/products/{id}': Stripe.ProductRetrieveParams
  'POST /v1/prices': Stripe.PriceCreateParams
  'POST /v1/prices/{id}': Stripe.PriceUpdateParams
  'POST /v1/products': Stripe.ProductCreateParams
  'POST /v1/products/{id}': Stripe.ProductUpdateParams

  'GET /v1/promotion_codes': Stripe.PromotionCodeListParams
  'GET /v1/promotion_codes/{id}': Stripe.PromotionCodeRetrieveParams
  'POST /v1/promotion_codes': Stripe.PromotionCodeCreateParams
  'POST /v1/promotion_codes/{id}': Stripe.PromotionCodeUpdateParams

  'GET /v1/refunds': Stripe.RefundListParams
  'GET /v1/refunds/{id}': Stripe.RefundRetrieveParams
  'POST /v1/refunds': Stripe.RefundCreateParams
  'POST /v1/refunds/{id}': Stripe.RefundUpdateParams
  'POST /v1/refunds/{id}/cancel': Stripe.RefundCancelParams

  'GET /v1/subscription_schedules': Stripe.SubscriptionScheduleListParams
  'GET /v1/subscription_schedules/{id}': Stripe.SubscriptionScheduleRetrieveParams
  'POST /v1/subscription_schedules': Stripe.SubscriptionScheduleCreateParams
  'POST /v1/subscription_schedules/{id}': Stripe.SubscriptionScheduleUpdateParams
  'POST /v1/subscription_schedules/{id}/cancel': Stripe.SubscriptionScheduleCancelParams
  'POST /v1/subscription_schedules/{id}/release': Stripe.SubscriptionScheduleReleaseParams

  'DELETE /v1/subscriptions/{id}': Stripe.SubscriptionCancelParams
  'DELETE /v1/subscriptions/{id}/discount': Stripe.SubscriptionDeleteDiscountParams
  'GET /v1/subscription_items': Stripe.SubscriptionItemListParams
  'GET /v1/subscriptions': Stripe.SubscriptionListParams
  'GET /v1/subscriptions/{id}': Stripe.SubscriptionRetrieveParams
  'POST /v1/subscription_items/{id}': Stripe.SubscriptionItemUpdateParams
  'POST /v1/subscriptions': Stripe.SubscriptionCreateParams
  'POST /v1/subscriptions/{id}': Stripe.SubscriptionUpdateParams
  'POST /v1/subscriptions/{id}/pause': Stripe.SubscriptionPauseParams
  'POST /v1/subscriptions/{id}/resume': Stripe.SubscriptionResumeParams

  'DELETE /v1/webhook_endpoints/{id}': Stripe.WebhookEndpointDeleteParams
  'GET /v1/webhook_endpoints': Stripe.WebhookEndpointListParams
  'GET /v1/webhook_endpoints/{id}': Stripe.WebhookEndpointRetrieveParams
  'POST /v1/webhook_endpoints': Stripe.WebhookEndpointCreateParams
  'POST /v1/webhook_endpoints/{id}': Stripe.WebhookEndpointUpdateParams
}
