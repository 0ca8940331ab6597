// The API's invoices. Invariant: lines change only while an invoice is a draft.
import { automaticTaxField } from '../tax/automatic-tax.ts'
import { bool, clearable, integer, need, oneOf, text, type Params } from '../http/params.ts'
import { createdRange, inRange, pageOf, pageShape, where } from '../http/page-list.ts'
import { cardError, invalid } from '../http/errors.ts'
import { mergeMetadata, metadata } from '../http/metadata.ts'
import { route, type Route } from '../http/routes.ts'
import { changeAndTell, mustFind, tell } from '../state/change.ts'
import { emit } from '../events/emit.ts'
import { show } from '../state/render.ts'
import type { InvoiceRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { addDiscount, chooseCoupons, discountsField } from '../catalog/discounts.ts'
import { usable } from '../payments/payment-methods.ts'
import { draftInvoice } from './draft-invoice.ts'
import { finalizeInvoice } from './finalize-invoice.ts'
import { collectInvoice, markPaid, methodFor } from './pay-invoice.ts'
import { giveUpInvoice, voidInvoice } from './stop-invoice.ts'
import { waitingItems } from './waiting-items.ts'

const fields = {
  auto_advance: bool(),
  collection_method: oneOf('charge_automatically', 'send_invoice'),
  days_until_due: integer({ min: 0 }),
  default_payment_method: clearable(text()),
  description: clearable(text()),
  due_date: integer(),
  footer: text(),
  metadata: metadata(),
  automatic_tax: automaticTaxField,
}
const createShape = {
  ...fields,
  customer: need(text()),
  currency: text(3),
  discounts: clearable(discountsField),
  pending_invoice_items_behavior: oneOf('exclude', 'include'),
  subscription: text(),
}

function createInvoice(world: World, params: Params<typeof createShape>): object {
  const customer = mustFind(world, 'customer', params.customer, 'customer')
  const subscription =
    params.subscription === undefined ? null : mustFind(world, 'subscription', params.subscription, 'subscription')
  const currency = (params.currency ?? subscription?.currency ?? customer.currency ?? 'usd').toLowerCase()
  const takes = params.pending_invoice_items_behavior === 'include' || subscription !== null
  const waiting = takes ? waitingItems(world, customer.id, currency, params.subscription ?? null) : null
  const now = world.now()
  const sends = params.collection_method === 'send_invoice'
  const invoice = draftInvoice(world, {
    customer,
    subscription,
    reason: subscription ? 'subscription_update' : 'manual',
    lines: waiting?.lines ?? [],
    period: { start: now, end: now },
    currency,
    discounts: chooseCoupons(world, params.discounts ?? undefined).map(
      (choice) => addDiscount(world, choice, { customer: customer.id }).id,
    ),
    autoAdvance: params.auto_advance ?? false,
    description: params.description ?? null,
    metadata: mergeMetadata({}, params.metadata),
    collection: params.collection_method ?? 'charge_automatically',
    dueDate: sends ? (params.due_date ?? now + (params.days_until_due ?? 30) * 86400) : null,
    defaultMethod: params.default_payment_method ?? null,
    automaticTax: params.automatic_tax?.enabled,
  })
  waiting?.take(invoice.id)
  return show(world, 'invoice', invoice)
}

function updateInvoice(world: World, id: string, params: Params<typeof fields>): object {
  const before = mustFind(world, 'invoice', id)
  const { metadata: given, description, default_payment_method: method, auto_advance: advance } = params
  const patch: Partial<InvoiceRow> = {
    metadata: mergeMetadata(before.metadata ?? {}, given),
    ...(description === undefined ? {} : { description }),
    ...(method === undefined ? {} : { default_payment_method: method }),
    ...(advance === undefined
      ? {}
      : {
          auto_advance: advance,
          automatically_finalizes_at: advance && before.status === 'draft' ? world.now() + 3600 : null,
        }),
  }
  return show(world, 'invoice', changeAndTell(world, 'invoice', id, patch, 'invoice.updated'))
}

const payShape = {
  forgive: bool(),
  mandate: text(),
  off_session: bool(),
  paid_out_of_band: bool(),
  payment_method: text(),
  source: text(),
}
function payInvoice(world: World, id: string, params: Params<typeof payShape>): object {
  if (mustFind(world, 'invoice', id).status === 'draft') finalizeInvoice(world, id)
  const invoice = mustFind(world, 'invoice', id)
  if (invoice.status === 'paid') throw invalid('Invoice is already paid', undefined, 'invoice_already_paid')
  if (invoice.status === 'void') throw invalid('This invoice is void and cannot be paid.')
  if (params.paid_out_of_band) {
    markPaid(world, id, null, true)
    return showOne(world, id)
  }
  const method =
    params.payment_method === undefined ? methodFor(world, invoice) : usable(world, params.payment_method).id
  if (method === null && invoice.amount_due > 0) {
    throw invalid(
      'There is no `default_payment_method` set on this Customer or Invoice. Please set a default payment method before attempting to pay.',
      'payment_method',
      'missing',
    )
  }
  const intent = collectInvoice(world, id, { method, offSession: params.off_session ?? true })
  const error = intent?.last_payment_error
  if (intent?.status === 'requires_payment_method' && error) {
    throw cardError({
      message: error.message ?? '',
      code: error.code ?? 'card_declined',
      ...(error.decline_code === undefined ? {} : { decline_code: error.decline_code }),
      payment_intent: show(world, 'payment_intent', intent),
    })
  }
  if (intent?.status === 'requires_action') {
    throw cardError({
      code: 'invoice_payment_intent_requires_action',
      message: 'Payment for this invoice requires additional user action before it can be completed successfully.',
      payment_intent: show(world, 'payment_intent', intent),
    })
  }
  return showOne(world, id)
}

function showOne(world: World, id: string): object {
  return show(world, 'invoice', mustFind(world, 'invoice', id))
}

const listShape = {
  ...pageShape,
  collection_method: oneOf('charge_automatically', 'send_invoice'),
  created: createdRange(),
  customer: text(),
  due_date: createdRange(),
  status: oneOf('draft', 'open', 'paid', 'uncollectible', 'void'),
  subscription: text(),
}
function listInvoices(world: World, params: Params<typeof listShape>): object {
  const { customer, subscription, status, created, collection_method: collection } = params
  const from =
    subscription !== undefined
      ? world.store.by('invoice', 'subscription', subscription)
      : customer !== undefined
        ? world.store.by('invoice', 'customer', customer)
        : world.store.newest('invoice')
  const wanted = where(
    from,
    (row) =>
      (customer === undefined || row.customer === customer) &&
      (status === undefined || row.status === status) &&
      (collection === undefined || row.collection_method === collection) &&
      inRange(row.created, created),
  )
  const page = pageOf(wanted, params, '/v1/invoices')
  return { ...page, data: page.data.map((row) => show(world, 'invoice', row)) }
}

function deleteInvoice(world: World, id: string): object {
  const invoice = mustFind(world, 'invoice', id)
  if (invoice.status !== 'draft')
    throw invalid('You can only delete draft invoices.', undefined, 'invoice_not_editable')
  world.store.remove('invoice', id)
  emit(world, 'invoice.deleted', show(world, 'invoice', invoice))
  return { id, object: 'invoice', deleted: true }
}

function sendInvoice(world: World, id: string): object {
  if (mustFind(world, 'invoice', id).status === 'draft') finalizeInvoice(world, id)
  tell(world, 'invoice', id, 'invoice.sent')
  return showOne(world, id)
}

export const invoiceRoutes: Route[] = [
  route('POST', '/v1/invoices', createShape, ({ world, params }) => createInvoice(world, params)),
  route('GET', '/v1/invoices', listShape, ({ world, params }) => listInvoices(world, params)),
  route('GET', '/v1/invoices/:id', {}, ({ world, id }) => showOne(world, id)),
  route('POST', '/v1/invoices/:id', fields, ({ world, id, params }) => updateInvoice(world, id, params)),
  route('DELETE', '/v1/invoices/:id', {}, ({ world, id }) => deleteInvoice(world, id)),
  route('POST', '/v1/invoices/:id/pay', payShape, ({ world, id, params }) => payInvoice(world, id, params)),
  route('POST', '/v1/invoices/:id/finalize', { auto_advance: bool() }, ({ world, id }) =>
    show(world, 'invoice', finalizeInvoice(world, id)),
  ),
  route('POST', '/v1/invoices/:id/void', {}, ({ world, id }) => show(world, 'invoice', voidInvoice(world, id))),
  route('POST', '/v1/invoices/:id/mark_uncollectible', {}, ({ world, id }) =>
    show(world, 'invoice', giveUpInvoice(world, id)),
  ),
  route('POST', '/v1/invoices/:id/send', {}, ({ world, id }) => sendInvoice(world, id)),
  route('GET', '/v1/invoices/:id/lines', pageShape, ({ world, id, params }) =>
    pageOf(mustFind(world, 'invoice', id).lines.data, params, `/v1/invoices/${id}/lines`),
  ),
]
