// Disputes: inquiries (warning_*, no money moves) and chargebacks (money and a fee are taken until won). Invariant: one per charge.
import type Stripe from 'stripe'
import { accepted, bool, text, type Params } from '../http/params.ts'
import { createdRange, inRange, pageOf, pageShape, where } from '../http/page-list.ts'
import { invalid } from '../http/errors.ts'
import { mergeMetadata, metadata } from '../http/metadata.ts'
import { route, type Route } from '../http/routes.ts'
import { change, changeAndTell, create, mustFind, tell } from '../state/change.ts'
import { newId } from '../state/ids.ts'
import { show } from '../state/render.ts'
import type { ChargeRow, DisputeRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { book } from './balance.ts'
import { noEvidence } from './dispute-evidence.ts'

const disputeFee = 1500
const answerSeconds = 9 * 86400
export type DisputeEnd = 'won' | 'lost' | 'warning_closed' | 'prevented'

/** Opens a dispute over the whole charge and tells of it; a chargeback takes the money at once. */
export function openDispute(
  world: World,
  charge: ChargeRow,
  kind: 'chargeback' | 'inquiry' | 'prevented',
  reason = 'fraudulent',
): DisputeRow {
  if (charge.status !== 'succeeded') throw invalid('Only a charge that succeeded can be disputed.', 'charge')
  if (charge.disputed) throw invalid('This charge is already disputed.', 'charge')
  const row = newDispute(world, charge, kind, reason)
  change(world, 'charge', charge.id, { disputed: true, sim: { ...charge.sim, disputeAt: null } })
  const dispute = create(world, 'dispute', row, 'charge.dispute.created')
  if (kind === 'chargeback') moveFunds(world, dispute, -1, 'charge.dispute.funds_withdrawn')
  return mustFind(world, 'dispute', dispute.id)
}

function newDispute(
  world: World,
  charge: ChargeRow,
  kind: 'chargeback' | 'inquiry' | 'prevented',
  reason: string,
): Stripe.Dispute & { charge: string; payment_intent: string | null } {
  const brand = charge.payment_method_details?.card?.brand ?? 'visa'
  return {
    id: newId('du'),
    object: 'dispute',
    amount: charge.amount,
    balance_transactions: [],
    charge: charge.id,
    created: world.now(),
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: noEvidence,
    evidence_details: {
      due_by: world.now() + answerSeconds,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: kind === 'inquiry',
    livemode: false,
    metadata: {},
    network_reason_code: '10.4',
    payment_intent: charge.payment_intent,
    payment_method_details: {
      card: {
        brand,
        case_type: kind === 'inquiry' ? 'inquiry' : 'chargeback',
        network: brand,
        network_reason_code: '10.4',
      },
      type: 'card',
    },
    reason,
    status: kind === 'inquiry' ? 'warning_needs_response' : kind === 'prevented' ? 'prevented' : 'needs_response',
  }
}

function moveFunds(world: World, { id, charge, amount, currency }: DisputeRow, sign: 1 | -1, type: string): void {
  const description = sign < 0 ? `Chargeback withdrawal for ${charge}` : `Chargeback reversal for ${charge}`
  const category = sign < 0 ? 'dispute' : 'dispute_reversal'
  const movement = book(world, {
    type: 'adjustment',
    source: id,
    amount: sign * amount,
    currency,
    fee: sign < 0 ? disputeFee : 0,
    description,
    category,
  })
  const before = mustFind(world, 'dispute', id)
  change(world, 'dispute', id, { balance_transactions: [...before.balance_transactions, movement] })
  tell(world, 'dispute', id, type)
}

/** Decides a dispute; money comes back when it is won. */
export function closeDispute(world: World, id: string, as: DisputeEnd): DisputeRow {
  const dispute = mustFind(world, 'dispute', id)
  if (isClosed(dispute)) throw invalid('This dispute is already closed.')
  const withdrawn = dispute.balance_transactions.length > 0
  const status = as === 'lost' && !withdrawn ? 'warning_closed' : as
  changeAndTell(
    world,
    'dispute',
    id,
    { status, is_charge_refundable: status === 'warning_closed' },
    'charge.dispute.updated',
  )
  tell(world, 'dispute', id, 'charge.dispute.closed')
  if (status === 'won' && withdrawn) moveFunds(world, dispute, 1, 'charge.dispute.funds_reinstated')
  return mustFind(world, 'dispute', id)
}

function isClosed({ status }: DisputeRow): boolean {
  return ['won', 'lost', 'warning_closed', 'prevented'].includes(status)
}

// Stripe's test evidence (docs.stripe.com/testing#disputes) decides at once.
function updateDispute(world: World, id: string, params: Params<typeof updateShape>): object {
  const before = mustFind(world, 'dispute', id)
  const given = typeof params.evidence === 'object' ? params.evidence : {}
  const evidence = { ...before.evidence, ...given }
  const submits = params.submit !== false && params.evidence !== undefined
  const status = !submits
    ? before.status
    : before.status.startsWith('warning')
      ? ('warning_under_review' as const)
      : ('under_review' as const)
  const details = submits
    ? {
        ...before.evidence_details,
        has_evidence: true,
        submission_count: before.evidence_details.submission_count + 1,
        submission_method: 'manual' as const,
      }
    : { ...before.evidence_details, has_evidence: params.evidence !== undefined }
  const patch = {
    evidence,
    status,
    evidence_details: details,
    metadata: mergeMetadata(before.metadata, params.metadata),
  }
  changeAndTell(world, 'dispute', id, patch, 'charge.dispute.updated')
  if (submits && evidence.uncategorized_text === 'winning_evidence') closeDispute(world, id, 'won')
  if (submits && evidence.uncategorized_text === 'losing_evidence') closeDispute(world, id, 'lost')
  return show(world, 'dispute', mustFind(world, 'dispute', id))
}

const updateShape = { evidence: accepted(), submit: bool(), metadata: metadata(), intended_submission_method: text() }
const listShape = { ...pageShape, charge: text(), created: createdRange(), payment_intent: text() }

export const disputeRoutes: Route[] = [
  route('GET', '/v1/disputes', listShape, ({ world, params }) => {
    const { charge, payment_intent: intent, created } = params
    const from =
      charge !== undefined
        ? world.store.by('dispute', 'charge', charge)
        : intent !== undefined
          ? world.store.by('dispute', 'payment_intent', intent)
          : world.store.newest('dispute')
    const page = pageOf(
      where(from, (row) => inRange(row.created, created)),
      params,
      '/v1/disputes',
    )
    return { ...page, data: page.data.map((row) => show(world, 'dispute', row)) }
  }),
  route('GET', '/v1/disputes/:id', {}, ({ world, id }) => show(world, 'dispute', mustFind(world, 'dispute', id))),
  route('POST', '/v1/disputes/:id', updateShape, ({ world, id, params }) => updateDispute(world, id, params)),
  route('POST', '/v1/disputes/:id/close', {}, ({ world, id }) =>
    show(world, 'dispute', closeDispute(world, id, 'lost')),
  ),
]
