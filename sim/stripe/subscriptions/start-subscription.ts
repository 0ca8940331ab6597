// Starts a subscription over the API: it is made, its first invoice is made, and unless told otherwise that is collected at once.
// Invariant: without a payment it stays incomplete and expires after 23 hours.
import { mustFind, tell } from '../state/change.ts'
import { cardError, invalid } from '../http/errors.ts'
import { idOf } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { collectInvoice } from '../invoices/pay-invoice.ts'
import { finalizeInvoice } from '../invoices/finalize-invoice.ts'
import { decidePayment } from '../payments/decide-payment.ts'
import { cardOf, declineBody } from '../payments/payment-methods.ts'
import { billPeriod } from './bill-period.ts'
import { amountOf } from './items.ts'
import { makeSubscription, type NewSubscription } from './make-subscription.ts'

export interface Start extends Omit<NewSubscription, 'status'> {
  behavior: 'allow_incomplete' | 'default_incomplete' | 'error_if_incomplete'
  offSession: boolean
}

/** Gives the id; throws when there is nothing to pay with, or with error_if_incomplete when the payment does not go through. */
export function startSubscription(world: World, start: Start): string {
  const isTrial = start.trialEnd !== null
  const owes = !isTrial && start.items.some((item) => amountOf(item) > 0)
  const sends = start.collection === 'send_invoice'
  if (owes && !sends && start.behavior !== 'default_incomplete') checkPayable(world, start)
  const status = isTrial ? 'trialing' : owes && !sends ? 'incomplete' : 'active'
  const { id } = makeSubscription(world, { ...start, status })
  tell(world, 'subscription', id, 'customer.subscription.created')
  const invoice = billPeriod(world, id, { reason: 'subscription_create', isTrial, autoAdvance: sends })
  if (sends) return id
  finalizeInvoice(world, invoice.id)
  if (start.behavior !== 'default_incomplete' || !owes)
    collectInvoice(world, invoice.id, { offSession: start.offSession })
  return id
}

function checkPayable(world: World, { customer, defaultMethod, behavior, offSession }: Start): void {
  const owner = mustFind(world, 'customer', customer)
  const method = world.store.get('payment_method', defaultMethod ?? idOf(owner.invoice_settings.default_payment_method))
  if (!method) {
    throw invalid(
      'This customer has no attached payment source or default payment method. Please consider adding a default payment method.',
      undefined,
      'resource_missing',
    )
  }
  if (behavior !== 'error_if_incomplete') return
  const verdict = decidePayment(cardOf(method), {
    offSession,
    authenticated: false,
    known: method.sim.authenticated,
    forced: world.outcomes.get(method.id) ?? world.outcomes.get(customer),
  })
  if (verdict.result === 'declines') throw cardError(declineBody(verdict.decline))
  if (verdict.result === 'authenticates') {
    throw cardError({
      code: 'subscription_payment_intent_requires_action',
      message: 'Payment for this subscription requires additional user action before it can be completed successfully.',
    })
  }
}

/** A subscription whose first period was paid in Checkout already: active at once, its invoice paid by that intent. */
export function startPaidSubscription(
  world: World,
  start: Omit<NewSubscription, 'status'>,
  paidBy: string | null,
): { subscription: string; invoice: string } {
  const isTrial = start.trialEnd !== null
  const { id } = makeSubscription(world, { ...start, status: isTrial ? 'trialing' : 'active' })
  tell(world, 'subscription', id, 'customer.subscription.created')
  const invoice = billPeriod(world, id, { reason: 'subscription_create', isTrial, autoAdvance: false })
  finalizeInvoice(world, invoice.id, world.store.get('payment_intent', paidBy) ?? null)
  return { subscription: id, invoice: invoice.id }
}
