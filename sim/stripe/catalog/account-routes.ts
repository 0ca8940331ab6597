// GET /v1/account: the one account there is.
import { route, type Route } from '../http/routes.ts';

const account = {
  id: 'acct_1SimulatedShop00',
  object: 'account',
  business_profile: { name: 'Simulated shop', support_email: null, url: null },
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
  settings: { dashboard: { display_name: 'Simulated shop', timezone: 'Etc/UTC' }, payments: { statement_descriptor: 'SIMULATED SHOP' } },
  type: 'standard',
};

export const accountRoutes: Route[] = [route('GET', '/v1/account', {}, () => account)];
