// Every operation of the API, by hand: the list of what the simulator can do.
import { accountRoutes } from '../catalog/account-routes.ts'
import { couponRoutes } from '../catalog/coupons.ts'
import { customerRoutes } from '../catalog/customers.ts'
import { priceRoutes } from '../catalog/prices.ts'
import { productRoutes } from '../catalog/products.ts'
import { promotionCodeRoutes } from '../catalog/promotion-codes.ts'
import { sessionRoutes } from '../checkout/session-routes.ts'
import { eventRoutes } from '../events/event-routes.ts'
import { invoiceRoutes } from '../invoices/invoice-routes.ts'
import { invoiceItemRoutes } from '../invoices/item-routes.ts'
import { invoicePaymentRoutes } from '../invoices/payment-routes.ts'
import { previewRoutes } from '../invoices/preview-routes.ts'
import { balanceRoutes } from '../payments/balance.ts'
import { chargeRoutes } from '../payments/charges.ts'
import { disputeRoutes } from '../payments/disputes.ts'
import { paymentIntentRoutes } from '../payments/intent-routes.ts'
import { paymentMethodRoutes } from '../payments/payment-methods.ts'
import { refundRoutes } from '../payments/refunds.ts'
import { setupIntentRoutes } from '../payments/setup-intents.ts'
import { portalRoutes } from '../portal/portal-routes.ts'
import { scheduleRoutes } from '../schedules/schedule-routes.ts'
import { testClockRoutes } from '../test-clocks/clock-routes.ts'
import { subscriptionRoutes } from '../subscriptions/subscription-routes.ts'
import type { Route } from './routes.ts'

export const allRoutes: Route[] = [
  ...accountRoutes,
  ...customerRoutes,
  ...productRoutes,
  ...priceRoutes,
  ...couponRoutes,
  ...promotionCodeRoutes,
  ...sessionRoutes,
  ...subscriptionRoutes,
  ...invoiceRoutes,
  ...previewRoutes,
  ...invoiceItemRoutes,
  ...invoicePaymentRoutes,
  ...paymentMethodRoutes,
  ...paymentIntentRoutes,
  ...setupIntentRoutes,
  ...chargeRoutes,
  ...refundRoutes,
  ...disputeRoutes,
  ...balanceRoutes,
  ...portalRoutes,
  ...eventRoutes,
  ...scheduleRoutes,
  ...testClockRoutes,
]
