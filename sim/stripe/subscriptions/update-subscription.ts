// Changes a subscription. Invariant: one customer.subscription.updated for everything that the call changed, before any invoice of it.
import type Stripe from 'stripe'
import { change, changeAndTell, mustFind } from '../state/change.ts'
import { emit } from '../events/emit.ts'
import { show } from '../state/render.ts'
import { invalid } from '../http/errors.ts'
import { mergeMetadata } from '../http/metadata.ts'
import type { Params } from '../http/params.ts'
import type { SubscriptionRow } from '../state/rows.ts'
import { taxedWhere } from '../tax/automatic-tax.ts'
import type { World } from '../state/world.ts'
import { defined } from '../http/defined.ts'
import { addDiscount, chooseCoupons } from '../catalog/discounts.ts'
import { collectInvoice } from '../invoices/pay-invoice.ts'
import { finalizeInvoice } from '../invoices/finalize-invoice.ts'
import { keepForLater } from '../invoices/make-item.ts'
import { billLines } from './bill-period.ts'
import { currentPeriod } from './items.ts'
import { trialSettings } from './make-subscription.ts'
import { changeOncePaid, checkPending, dropPending } from './pending-change.ts'
import { planChange, type PlanChange } from './plan-change.ts'
import { changeItems, type updateShape } from './subscription-params.ts'
import { endTrialNow } from './end-trial.ts'

type Given = Partial<Params<typeof updateShape>>

export function updateSubscription(world: World, id: string, params: Given): SubscriptionRow {
  const before = mustFind(world, 'subscription', id)
  if (before.status === 'canceled' || before.status === 'incomplete_expired') {
    throw invalid(`A canceled subscription can only update its cancellation_details and metadata.`)
  }
  if (params.default_payment_method) ownMethod(world, before.customer, params.default_payment_method)
  const discounts = params.discounts === undefined ? before.discounts : changeDiscounts(world, before, params.discounts)
  const behavior = params.proration_behavior ?? 'create_prorations'
  const plan = planOf(world, before, params, behavior)
  if (plan) dropPending(world, before)
  if (plan && params.payment_behavior === 'pending_if_incomplete') {
    checkPending(params)
    return changeOncePaid(world, before, plan, {
      behavior,
      at: params.proration_date ?? world.now(),
      offSession: params.off_session ?? false,
    })
  }
  const patch = {
    ...simpleFields(world, before, params),
    ...endingFields(world, before, params),
    ...trialFields(before, params),
    discounts,
    ...(plan ? { items: { ...before.items, data: plan.items }, billing_cycle_anchor: plan.anchor } : {}),
  }
  changeAndTell(world, 'subscription', id, patch, 'customer.subscription.updated')
  if (plan) invoicePlanChange(world, id, plan, behavior, params)
  if (params.trial_end === 'now') endTrialNow(world, id, { offSession: params.off_session ?? false })
  return mustFind(world, 'subscription', id)
}

export function ownMethod(world: World, customer: string, method: string): string {
  if (mustFind(world, 'payment_method', method, 'default_payment_method').customer !== customer) {
    throw invalid(
      `The customer does not have a payment method with the ID ${method}. The payment method must be attached to the customer.`,
      'default_payment_method',
      'resource_missing',
    )
  }
  return method
}

function planOf(
  world: World,
  before: SubscriptionRow,
  params: Given,
  behavior: 'create_prorations' | 'always_invoice' | 'none',
): PlanChange | null {
  const resetAnchor = params.billing_cycle_anchor?.type === 'now'
  if (params.items === undefined && !resetAnchor) return null
  const at = params.proration_date ?? world.now()
  return planChange(world, before, changeItems(world, before, params.items), { at, behavior, resetAnchor })
}

function invoicePlanChange(world: World, id: string, plan: PlanChange, behavior: string, params: Given): void {
  const subscription = mustFind(world, 'subscription', id)
  const lines = plan.lines.filter(({ amount }) => amount !== 0)
  if (!plan.resets && behavior !== 'always_invoice') {
    for (const line of lines) keepForLater(world, subscription.customer, line)
    return
  }
  if (lines.length === 0 && !plan.resets) return
  const prorationDate = params.proration_date ?? world.now()
  const invoice = billLines(world, subscription, lines, {
    reason: 'subscription_update',
    autoAdvance: false,
    period: plan.period,
    prorationDate,
  })
  finalizeInvoice(world, invoice.id)
  change(world, 'invoice', invoice.id, { auto_advance: true })
  collectInvoice(world, invoice.id, { offSession: params.off_session ?? false })
}

function simpleFields(world: World, before: SubscriptionRow, params: Given): Partial<SubscriptionRow> {
  const {
    collection_method,
    days_until_due,
    default_payment_method,
    description,
    pause_collection: pause,
    automatic_tax: tax,
  } = params
  return {
    ...defined({ collection_method, days_until_due, default_payment_method, description }),
    ...(pause === undefined
      ? {}
      : { pause_collection: pause && { behavior: pause.behavior, resumes_at: pause.resumes_at ?? null } }),
    ...(tax === undefined
      ? {}
      : {
          automatic_tax: {
            ...before.automatic_tax,
            enabled: taxedWhere(world, before.customer, tax.enabled),
          },
        }),
    metadata: mergeMetadata(before.metadata, params.metadata),
    ...(params.trial_settings
      ? { trial_settings: trialSettings(params.trial_settings.end_behavior.missing_payment_method) }
      : {}),
  }
}

// The flag and cancel_at are two ways to the same end: clearing either one restores the subscription.
function endingFields(world: World, before: SubscriptionRow, params: Given): Partial<SubscriptionRow> {
  const { cancel_at_period_end: flag, cancel_at: given, cancellation_details: details } = params
  if (flag !== undefined && given !== undefined)
    throw invalid('You can not set both cancel_at and cancel_at_period_end.', 'cancel_at')
  const kept: Stripe.Subscription.CancellationDetails = before.cancellation_details ?? {
    comment: null,
    feedback: null,
    feedback_option: null,
    reason: null,
  }
  const said = { ...kept, ...defined({ comment: details?.comment, feedback: details?.feedback }) }
  if (flag === undefined && given === undefined) return details ? { cancellation_details: said } : {}
  const { end } = currentPeriod(before)
  const at =
    flag === true
      ? end
      : flag === false || given === null || given === undefined
        ? null
        : typeof given === 'string'
          ? end
          : given
  if (at !== null && at <= world.now()) throw invalid('cancel_at must be in the future.', 'cancel_at')
  return {
    cancel_at: at,
    cancel_at_period_end: flag === true,
    canceled_at: at === null ? null : world.now(),
    cancellation_details: { ...said, reason: at === null ? null : 'cancellation_requested' },
  }
}

function trialFields(before: SubscriptionRow, { trial_end: end }: Given): Partial<SubscriptionRow> {
  if (typeof end !== 'number') return {}
  const items = before.items.data.map((item) => ({ ...item, current_period_end: end }))
  return {
    trial_end: end,
    trial_start: before.trial_start ?? before.created,
    status: 'trialing',
    billing_cycle_anchor: end,
    items: { ...before.items, data: items },
    sim: { ...before.sim, trialEndSentFor: null, upcomingSentFor: null },
  }
}

/** Puts other discounts in the place of the ones there are. */
function changeDiscounts(world: World, before: SubscriptionRow, given: Given['discounts']): string[] {
  const kept = (given ?? []).flatMap(({ discount }) =>
    discount !== undefined && before.discounts.includes(discount) ? [discount] : [],
  )
  for (const id of before.discounts.filter((old) => !kept.includes(old))) {
    const gone = mustFind(world, 'discount', id)
    world.store.remove('discount', id)
    emit(world, 'customer.discount.deleted', show(world, 'discount', gone))
  }
  const added = chooseCoupons(world, given).map(
    (choice) => addDiscount(world, choice, { customer: before.customer, subscription: before.id }).id,
  )
  return [...kept, ...added]
}
