// Objects as 2024-06-20 shows them: everything that has been moved or renamed since stands where it stood. Fields that were only added
// since stay, as Stripe adds them to every version.
import type { Shown } from '../state/render.ts'
import type { ChargeRow, CheckoutSessionRow, CustomerRow, PaymentIntentRow, PromotionCodeRow } from '../state/rows.ts'
import type { Kind, Tables } from '../state/tables.ts'
import type { World } from '../state/world.ts'
import { oldCoupon, oldDiscount } from './old-discount.ts'
import { oldInvoice } from './old-invoice.ts'
import { oldInvoiceItem } from './old-lines.ts'
import { oldSubscription } from './old-subscription.ts'

type Older = { [K in Kind]?: (world: World, row: Tables[K]) => object }
const older: Older = {
  subscription: oldSubscription,
  invoice: oldInvoice,
  invoiceitem: oldInvoiceItem,
  charge: oldCharge,
  payment_intent: oldIntent,
  discount: oldDiscount,
  promotion_code: oldPromotionCode,
  customer: oldCustomer,
  'checkout.session': oldSession,
}

/** The same facts in the old shape; an object that has not changed comes back as it is. */
export function beforeBasil(world: World, shown: Shown): object {
  // An object names its own kind, and is a row of it without what the simulator keeps to itself, which nothing here reads.
  const show = older[shown.object as Kind] as ((world: World, shown: Shown) => object) | undefined
  return show?.(world, shown) ?? shown
}

function oldCharge(world: World, charge: ChargeRow): object {
  return { ...charge, invoice: invoiceOf(world, charge.payment_intent) }
}

function oldIntent(world: World, intent: PaymentIntentRow): object {
  return { ...intent, invoice: invoiceOf(world, intent.id) }
}

function invoiceOf(world: World, intent: string | null): string | null {
  return intent === null ? null : (world.store.by('invoice_payment', 'payment_intent', intent)[0]?.invoice ?? null)
}

function oldPromotionCode(world: World, { promotion, ...code }: PromotionCodeRow): object {
  return { ...code, coupon: oldCoupon(world, promotion.coupon) }
}

function oldCustomer(world: World, customer: CustomerRow): object {
  return customer.discount ? { ...customer, discount: oldDiscount(world, customer.discount) } : customer
}

const oldModes: Record<string, string> = { hosted_page: 'hosted', embedded_page: 'embedded' }

function oldSession(_: World, { collected_information: collected, ...session }: CheckoutSessionRow): object {
  const mode = session.ui_mode ?? 'hosted_page'
  return { ...session, ui_mode: oldModes[mode] ?? mode, shipping_details: collected?.shipping_details ?? null }
}
