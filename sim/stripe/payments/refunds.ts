// Refunds. Invariant: charge.amount_refunded is the sum of its refunds that did not fail and were not canceled.
import { bool, integer, oneOf, text, type Params } from '../http/params.ts'
import { createdRange, inRange, pageOf, pageShape, where } from '../http/page-list.ts'
import { invalid } from '../http/errors.ts'
import { mergeMetadata, metadata } from '../http/metadata.ts'
import { route, type Route } from '../http/routes.ts'
import { change, changeAndTell, mustFind, tell } from '../state/change.ts'
import { emit } from '../events/emit.ts'
import { newId } from '../state/ids.ts'
import { show } from '../state/render.ts'
import type { ChargeRow, RefundRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { book } from './balance.ts'
import { cardOf } from './payment-methods.ts'

const changesAfterSeconds = 10
const createShape = {
  amount: integer({ min: 1 }),
  charge: text(),
  payment_intent: text(),
  currency: text(),
  instructions_email: text(),
  metadata: metadata(),
  reason: oneOf('duplicate', 'fraudulent', 'requested_by_customer'),
  refund_application_fee: bool(),
  reverse_transfer: bool(),
}

function chargeToRefund(world: World, params: Params<typeof createShape>): ChargeRow {
  const { charge, payment_intent: intent } = params
  if (charge !== undefined) return mustFind(world, 'charge', charge, 'charge')
  if (intent === undefined)
    throw invalid(
      'One of the following params should be provided for this request: payment_intent or charge.',
      undefined,
      'parameter_missing',
    )
  const { latest_charge: latest } = mustFind(world, 'payment_intent', intent, 'payment_intent')
  if (latest === null)
    throw invalid(`This PaymentIntent (${intent}) does not have a successful charge to refund.`, 'payment_intent')
  return mustFind(world, 'charge', latest)
}

function checkRefundable(world: World, charge: ChargeRow, amount: number | undefined): number {
  const left = charge.amount_captured - charge.amount_refunded
  if (charge.status !== 'succeeded')
    throw invalid(`Charge ${charge.id} has not succeeded and cannot be refunded.`, 'charge', 'charge_not_refundable')
  if (left <= 0) throw invalid(`Charge ${charge.id} has already been refunded.`, undefined, 'charge_already_refunded')
  if (world.store.by('dispute', 'charge', charge.id).some(({ is_charge_refundable: open }) => !open)) {
    throw invalid(`Charge ${charge.id} has been charged back; cannot issue a refund.`, undefined, 'charge_disputed')
  }
  const wanted = amount ?? left
  if (wanted > left)
    throw invalid(`Refund amount (${wanted}) is greater than unrefunded amount on charge (${left})`, 'amount')
  return wanted
}

interface NewRefund {
  amount?: number | undefined
  reason?: 'duplicate' | 'fraudulent' | 'requested_by_customer' | undefined
  metadata?: Record<string, string>
}
/** Refunds a charge (all that is left when no amount is given) and tells of it. */
export function makeRefund(world: World, charge: ChargeRow, given: NewRefund): RefundRow {
  const amount = checkRefundable(world, charge, given.amount)
  const method = world.store.get('payment_method', charge.payment_method)
  const fate = method ? cardOf(method).refund : undefined
  const id = newId('re')
  const movement = book(world, {
    type: 'refund',
    source: id,
    amount: -amount,
    currency: charge.currency,
    description: 'REFUND FOR PAYMENT',
    category: 'refund',
  })
  const row = newRefund(world, charge, { ...given, id, amount, movement: movement.id, isPending: fate === 'pends' })
  const changesAt = fate === undefined ? null : world.now() + changesAfterSeconds
  const refund = world.store.put('refund', {
    ...row,
    sim: { changesAt, becomes: fate === 'fails' ? 'failed' : 'succeeded' },
  })
  const refunded = charge.amount_refunded + amount
  changeAndTell(
    world,
    'charge',
    charge.id,
    { amount_refunded: refunded, refunded: refunded === charge.amount_captured },
    'charge.refunded',
  )
  tell(world, 'refund', id, 'refund.created')
  return refund
}

function newRefund(
  world: World,
  charge: ChargeRow,
  given: NewRefund & { id: string; amount: number; movement: string; isPending: boolean },
): Omit<RefundRow, 'sim'> {
  return {
    id: given.id,
    object: 'refund',
    amount: given.amount,
    balance_transaction: given.movement,
    charge: charge.id,
    created: world.now(),
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: {
      card: { type: 'refund', reference_status: 'pending', reference_type: 'acquirer_reference_number' },
      type: 'card',
    },
    metadata: given.metadata ?? {},
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: given.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: given.isPending ? 'pending' : 'succeeded',
    transfer_reversal: null,
    ...(given.isPending ? { pending_reason: 'processing' as const } : {}),
  }
}

/** A refund that bounced: the money is back in the balance and the charge counts as not refunded. */
export function endRefund(world: World, id: string, as: 'failed' | 'canceled'): RefundRow {
  const refund = mustFind(world, 'refund', id)
  const charge = mustFind(world, 'charge', refund.charge)
  const movement = book(world, {
    type: 'refund_failure',
    source: id,
    amount: refund.amount,
    currency: refund.currency,
    description: 'REFUND FAILURE',
    category: 'refund_failure',
  })
  change(world, 'charge', charge.id, { amount_refunded: charge.amount_refunded - refund.amount, refunded: false })
  const patch = {
    status: as,
    failure_balance_transaction: movement.id,
    sim: { ...refund.sim, changesAt: null },
    ...(as === 'failed' ? { failure_reason: 'unknown' } : {}),
  }
  const { pending_reason: _reason, ...rest } = refund
  world.store.put('refund', { ...rest, ...patch })
  tellUpdate(world, id, { status: refund.status })
  if (as === 'failed') tell(world, 'refund', id, 'refund.failed')
  return mustFind(world, 'refund', id)
}

/** What a pending or doomed refund becomes when its time has come. */
export function refundDue(world: World, refund: RefundRow): void {
  if (refund.sim.becomes === 'failed') return void endRefund(world, refund.id, 'failed')
  const { pending_reason: reason = null, ...rest } = refund
  world.store.put('refund', { ...rest, status: 'succeeded', sim: { ...refund.sim, changesAt: null } })
  tellUpdate(world, refund.id, { status: refund.status, pending_reason: reason })
}

function tellUpdate(world: World, id: string, previous: object): void {
  const shown = show(world, 'refund', mustFind(world, 'refund', id))
  emit(world, 'refund.updated', shown, previous)
  emit(world, 'charge.refund.updated', shown, previous)
}

function updateRefund(world: World, id: string, params: Params<{ metadata: ReturnType<typeof metadata> }>): object {
  const before = mustFind(world, 'refund', id)
  change(world, 'refund', id, { metadata: mergeMetadata(before.metadata ?? {}, params.metadata) })
  tellUpdate(world, id, { metadata: before.metadata })
  return show(world, 'refund', mustFind(world, 'refund', id))
}

const listShape = { ...pageShape, charge: text(), created: createdRange(), payment_intent: text() }

export const refundRoutes: Route[] = [
  route('POST', '/v1/refunds', createShape, ({ world, params }) => {
    const charge = chargeToRefund(world, params)
    const refund = makeRefund(world, charge, {
      amount: params.amount,
      reason: params.reason,
      metadata: mergeMetadata({}, params.metadata),
    })
    return show(world, 'refund', refund)
  }),
  route('GET', '/v1/refunds', listShape, ({ world, params }) => {
    const { charge, payment_intent: intent, created } = params
    const from =
      charge !== undefined
        ? world.store.by('refund', 'charge', charge)
        : intent !== undefined
          ? world.store.by('refund', 'payment_intent', intent)
          : world.store.newest('refund')
    const page = pageOf(
      where(from, (row) => inRange(row.created, created)),
      params,
      '/v1/refunds',
    )
    return { ...page, data: page.data.map((row) => show(world, 'refund', row)) }
  }),
  route('GET', '/v1/refunds/:id', {}, ({ world, id }) => show(world, 'refund', mustFind(world, 'refund', id))),
  route('POST', '/v1/refunds/:id', { metadata: metadata() }, ({ world, id, params }) =>
    updateRefund(world, id, params),
  ),
  route('POST', '/v1/refunds/:id/cancel', {}, ({ world, id }) => {
    const { status } = mustFind(world, 'refund', id)
    if (status !== 'requires_action' && status !== 'pending')
      throw invalid(`You cannot cancel a refund that is ${status}.`)
    return show(world, 'refund', endRefund(world, id, 'canceled'))
  }),
]
