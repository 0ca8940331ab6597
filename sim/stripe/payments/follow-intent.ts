// What follows when a payment intent settles by itself or by a call: its invoice and its Checkout session. Invariant: whoever changes an
// intent from outside goes through here, so that no invoice is left behind its payment.
import { changeAndTell } from '../state/change.ts'
import type { PaymentIntentRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { followIntent } from '../invoices/pay-invoice.ts'
import { settlePending } from './intents.ts'

/** Draws the invoice and the session after the intent. */
export function afterIntent(world: World, intent: PaymentIntentRow): void {
  const [payment] = world.store.by('invoice_payment', 'payment_intent', intent.id)
  if (payment && payment.status === 'open') followIntent(world, intent, payment.invoice)
  const [session] = world.store.by('checkout.session', 'intent', intent.id)
  if (!session || session.status !== 'complete' || session.payment_status !== 'unpaid') return
  followSession(world, session.id, intent)
}

function followSession(world: World, session: string, { status }: PaymentIntentRow): void {
  if (status === 'succeeded') {
    changeAndTell(
      world,
      'checkout.session',
      session,
      { payment_status: 'paid' },
      'checkout.session.async_payment_succeeded',
    )
  } else if (status === 'requires_payment_method') {
    changeAndTell(world, 'checkout.session', session, {}, 'checkout.session.async_payment_failed')
  }
}

/** Lets an asynchronous payment arrive or fail. */
export function settleIntent(world: World, id: string, as: 'succeeded' | 'failed'): PaymentIntentRow {
  const intent = settlePending(world, id, as)
  afterIntent(world, intent)
  return intent
}
