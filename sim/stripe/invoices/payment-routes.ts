// The API's invoice payments: the link between invoices and payment intents, both ways.
import { createdRange, inRange, pageOf, pageShape, where } from '../http/page-list.ts'
import { hash, need, oneOf, text } from '../http/params.ts'
import { route, type Route } from '../http/routes.ts'
import { mustFind } from '../state/change.ts'
import { show } from '../state/render.ts'

const listShape = {
  ...pageShape,
  created: createdRange(),
  invoice: text(),
  payment: hash({
    type: need(oneOf('payment_intent', 'payment_record')),
    payment_intent: text(),
    payment_record: text(),
  }),
  status: oneOf('canceled', 'open', 'paid'),
}

export const invoicePaymentRoutes: Route[] = [
  route('GET', '/v1/invoice_payments', listShape, ({ world, params }) => {
    const { invoice, payment, status, created } = params
    const intent = payment?.payment_intent
    const from =
      invoice !== undefined
        ? world.store.by('invoice_payment', 'invoice', invoice)
        : intent !== undefined
          ? world.store.by('invoice_payment', 'payment_intent', intent)
          : world.store.newest('invoice_payment')
    const wanted = where(
      from,
      (row) =>
        (status === undefined || row.status === status) &&
        (intent === undefined || row.payment.payment_intent === intent) &&
        payment?.payment_record === undefined &&
        inRange(row.created, created),
    )
    const page = pageOf(wanted, params, '/v1/invoice_payments')
    return { ...page, data: page.data.map((row) => show(world, 'invoice_payment', row)) }
  }),
  route('GET', '/v1/invoice_payments/:id', {}, ({ world, id }) =>
    show(world, 'invoice_payment', mustFind(world, 'invoice_payment', id)),
  ),
]
