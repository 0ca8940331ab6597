// The parameters of a Checkout session.
import { automaticTaxField } from '../tax/automatic-tax.ts'
import { accepted, bool, hash, integer, list, need, oneOf, text } from '../http/params.ts'
import { metadata } from '../http/metadata.ts'
import { inlinePrice } from '../catalog/prices.ts'
import { discountsField } from '../catalog/discounts.ts'

const subscriptionData = hash({
  trial_period_days: integer({ min: 1, max: 730 }),
  trial_end: integer(),
  metadata: metadata(),
  description: text(500),
  trial_settings: hash({
    end_behavior: need(hash({ missing_payment_method: need(oneOf('cancel', 'create_invoice', 'pause')) })),
  }),
  billing_mode: hash({ type: need(oneOf('flexible')), flexible: accepted() }),
  invoice_settings: accepted(),
  proration_behavior: oneOf('create_prorations', 'none'),
})
const paymentIntentData = hash({
  capture_method: oneOf('automatic', 'automatic_async', 'manual'),
  description: text(1000),
  metadata: metadata(),
  receipt_email: text(),
  setup_future_usage: oneOf('off_session', 'on_session'),
  shipping: accepted(),
  statement_descriptor: text(22),
  statement_descriptor_suffix: text(22),
})
export const sessionShape = {
  mode: need(oneOf('payment', 'setup', 'subscription')),
  ui_mode: oneOf('hosted_page', 'embedded_page', 'elements', 'form'),
  success_url: text(),
  cancel_url: text(),
  return_url: text(),
  customer: text(),
  customer_email: text(800),
  customer_creation: oneOf('always', 'if_required'),
  client_reference_id: text(200),
  line_items: list(
    hash({
      price: text(),
      price_data: inlinePrice,
      quantity: integer({ min: 1 }),
      adjustable_quantity: accepted(),
      metadata: metadata(),
    }),
  ),
  subscription_data: subscriptionData,
  payment_intent_data: paymentIntentData,
  setup_intent_data: hash({ description: text(), metadata: metadata() }),
  metadata: metadata(),
  discounts: discountsField,
  allow_promotion_codes: bool(),
  payment_method_collection: oneOf('always', 'if_required'),
  allowed_payment_method_types: list(text()),
  excluded_payment_method_types: list(text()),
  expires_at: integer(),
  currency: text(3),
  locale: text(),
  submit_type: oneOf('auto', 'book', 'donate', 'pay', 'subscribe'),
  billing_address_collection: oneOf('auto', 'required'),
  automatic_tax: automaticTaxField,
  customer_update: hash({ address: oneOf('auto', 'never'), name: accepted(), shipping: accepted() }),
  // What follows only changes what a real page would ask for; nothing here asks for it.
  adaptive_pricing: accepted(),
  branding_settings: accepted(),
  consent_collection: accepted(),
  custom_text: accepted(),
  integration_identifier: text(),
  invoice_creation: accepted(),
  managed_payments: accepted(),
  name_collection: accepted(),
  origin_context: oneOf('mobile_app', 'web'),
  payment_method_options: accepted(),
  phone_number_collection: accepted(),
  saved_payment_method_options: accepted(),
  tax_id_collection: accepted(),
}
