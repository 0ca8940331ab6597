// The API's invoice items. Invariant: an item on a finalised invoice can no longer be changed.
import { accepted, bool, clearable, hash, integer, list, need, text, type Params } from '../http/params.ts'
import { createdRange, inRange, pageOf, pageShape, where } from '../http/page-list.ts'
import { invalid } from '../http/errors.ts'
import { mergeMetadata, metadata } from '../http/metadata.ts'
import { route, type Route } from '../http/routes.ts'
import { change, mustFind } from '../state/change.ts'
import { emit } from '../events/emit.ts'
import { show } from '../state/render.ts'
import type { World } from '../state/world.ts'
import { inlinePrice, priceOfLine } from '../catalog/prices.ts'
import { lineOfItem } from './lines.ts'
import { relineDraft } from './draft-invoice.ts'
import { makeItem } from './make-item.ts'

const period = hash({ start: need(integer()), end: need(integer()) })
const createShape = {
  customer: need(text()),
  amount: integer(),
  currency: text(3),
  description: text(),
  discountable: bool(),
  invoice: text(),
  metadata: metadata(),
  period,
  price_data: inlinePrice,
  pricing: hash({ price: text() }),
  quantity: integer({ min: 0 }),
  subscription: text(),
  discounts: clearable(list(accepted())),
  unit_amount_decimal: text(),
}

function createItem(world: World, params: Params<typeof createShape>): object {
  const customer = mustFind(world, 'customer', params.customer, 'customer').id
  const priced =
    params.pricing?.price !== undefined || params.price_data
      ? priceOfLine(world, { price: params.pricing?.price, price_data: params.price_data }, 'pricing')
      : null
  const quantity = params.quantity ?? 1
  const amount = params.amount ?? (priced ? (priced.unit_amount ?? 0) * quantity : undefined)
  if (amount === undefined)
    throw invalid('You must pass either `amount`, `pricing` or `price_data`.', 'amount', 'parameter_missing')
  if (params.invoice !== undefined && mustFind(world, 'invoice', params.invoice, 'invoice').status !== 'draft') {
    throw invalid('You cannot add an item to an invoice that is not a draft.', 'invoice', 'invoice_not_editable')
  }
  const item = makeItem(world, {
    customer,
    amount,
    currency: (params.currency ?? priced?.currency ?? 'usd').toLowerCase(),
    description: params.description ?? null,
    quantity,
    price: priced,
    invoice: params.invoice ?? null,
    discountable: params.discountable ?? true,
    metadata: mergeMetadata({}, params.metadata),
    subscription: params.subscription === undefined ? null : { subscription: params.subscription },
    ...(params.period ? { period: params.period } : {}),
  })
  if (item.invoice !== null) refreshDraft(world, item.invoice)
  return show(world, 'invoiceitem', item)
}

/** Makes a manual draft hold exactly its items. */
function refreshDraft(world: World, invoice: string): void {
  const { customer } = mustFind(world, 'invoice', invoice)
  const items = world.store.by('invoiceitem', 'customer', customer).filter((item) => item.invoice === invoice)
  relineDraft(
    world,
    invoice,
    items.toReversed().map((item) => lineOfItem(item, null)),
  )
}

export const invoiceItemRoutes: Route[] = [
  route('POST', '/v1/invoiceitems', createShape, ({ world, params }) => createItem(world, params)),
  route(
    'GET',
    '/v1/invoiceitems',
    { ...pageShape, created: createdRange(), customer: text(), invoice: text(), pending: bool() },
    ({ world, params }) => {
      const { customer, invoice, pending, created } = params
      const from =
        customer === undefined ? world.store.newest('invoiceitem') : world.store.by('invoiceitem', 'customer', customer)
      const wanted = where(
        from,
        (row) =>
          (invoice === undefined || row.invoice === invoice) &&
          (pending === undefined || (row.invoice === null) === pending) &&
          inRange(row.date, created),
      )
      const page = pageOf(wanted, params, '/v1/invoiceitems')
      return { ...page, data: page.data.map((row) => show(world, 'invoiceitem', row)) }
    },
  ),
  route('GET', '/v1/invoiceitems/:id', {}, ({ world, id }) =>
    show(world, 'invoiceitem', mustFind(world, 'invoiceitem', id)),
  ),
  route('POST', '/v1/invoiceitems/:id', { description: text(), metadata: metadata() }, ({ world, id, params }) => {
    const before = mustFind(world, 'invoiceitem', id)
    const patch = {
      metadata: mergeMetadata(before.metadata ?? {}, params.metadata),
      description: params.description ?? before.description,
    }
    return show(world, 'invoiceitem', change(world, 'invoiceitem', id, patch))
  }),
  route('DELETE', '/v1/invoiceitems/:id', {}, ({ world, id }) => {
    const item = mustFind(world, 'invoiceitem', id)
    if (item.invoice !== null && mustFind(world, 'invoice', item.invoice).status !== 'draft')
      throw invalid('This item is on a finalized invoice.', undefined, 'invoice_not_editable')
    world.store.remove('invoiceitem', id)
    if (item.invoice !== null) refreshDraft(world, item.invoice)
    emit(world, 'invoiceitem.deleted', show(world, 'invoiceitem', item))
    return { id, object: 'invoiceitem', deleted: true }
  }),
]
