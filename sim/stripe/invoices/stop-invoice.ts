// Ends an open invoice without money: void or uncollectible. Invariant: a void invoice can never be paid.
import { change, changeAndTell, mustFind, tell } from '../state/change.ts'
import { invalid } from '../http/errors.ts'
import type { InvoiceRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { cancelIntent } from '../payments/intents.ts'
import { openPayment } from './pay-invoice.ts'

export function voidInvoice(world: World, id: string): InvoiceRow {
  const invoice = mustFind(world, 'invoice', id)
  if (invoice.status !== 'open' && invoice.status !== 'uncollectible')
    throw invalid(`You can only pass in open invoices. This invoice isn't open.`)
  const payment = openPayment(world, id)
  if (payment) {
    change(world, 'invoice_payment', payment.id, {
      status: 'canceled',
      status_transitions: { canceled_at: world.now(), paid_at: null },
    })
    cancelIntent(world, payment.payment.payment_intent, 'void_invoice')
  }
  const transitions = { ...invoice.status_transitions, voided_at: world.now() }
  changeAndTell(
    world,
    'invoice',
    id,
    {
      status: 'void',
      auto_advance: false,
      next_payment_attempt: null,
      amount_remaining: 0,
      status_transitions: transitions,
    },
    'invoice.voided',
  )
  tell(world, 'invoice', id, 'invoice.updated')
  return mustFind(world, 'invoice', id)
}

export function giveUpInvoice(world: World, id: string): InvoiceRow {
  const invoice = mustFind(world, 'invoice', id)
  if (invoice.status !== 'open') throw invalid(`You can only pass in open invoices. This invoice isn't open.`)
  const transitions = { ...invoice.status_transitions, marked_uncollectible_at: world.now() }
  return changeAndTell(
    world,
    'invoice',
    id,
    {
      status: 'uncollectible',
      auto_advance: false,
      next_payment_attempt: null,
      status_transitions: transitions,
      status_details: { uncollectible: { reason: 'user_forgiven' } },
    },
    'invoice.marked_uncollectible',
  )
}
