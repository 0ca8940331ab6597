// GET /v1/account: the one account there is.
import type Stripe from 'stripe'
import { route, type Route } from '../http/routes.ts'

const account = {
  id: 'acct_1SimulatedShop00',
  object: 'account',
  business_profile: {
    mcc: null,
    minority_owned_business_designation: null,
    name: 'Simulated shop',
    product_description: null,
    specified_commercial_transactions_act_url: null,
    support_address: null,
    support_email: null,
    support_phone: null,
    support_url: null,
    url: null,
  },
  business_type: 'company',
  capabilities: { card_payments: 'active', transfers: 'active' },
  charges_enabled: true,
  country: 'US',
  created: 0,
  default_currency: 'usd',
  details_submitted: true,
  email: 'shop@example.com',
  metadata: {},
  payouts_enabled: true,
  settings: {
    branding: { icon: null, logo: null, primary_color: null, secondary_color: null },
    card_payments: {
      statement_descriptor_prefix: null,
      statement_descriptor_prefix_kana: null,
      statement_descriptor_prefix_kanji: null,
    },
    dashboard: { display_name: 'Simulated shop', timezone: 'Etc/UTC' },
    payments: {
      statement_descriptor: 'SIMULATED SHOP',
      statement_descriptor_kana: null,
      statement_descriptor_kanji: null,
      statement_descriptor_prefix_kana: null,
      statement_descriptor_prefix_kanji: null,
    },
  },
  type: 'standard',
} satisfies Stripe.Account

export const accountRoutes: Route[] = [route('GET', '/v1/account', {}, () => account)]
