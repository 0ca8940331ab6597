// The API's Checkout sessions, and the payment pages through which the official CLI pays one.
import { accepted, bool, hash, integer, need, oneOf, text, type Params } from '../http/params.ts'
import { createdRange, inRange, pageOf, pageShape, where } from '../http/page-list.ts'
import { invalid } from '../http/errors.ts'
import { mergeMetadata, metadata } from '../http/metadata.ts'
import { route, type Route } from '../http/routes.ts'
import { change, mustFind } from '../state/change.ts'
import { show } from '../state/render.ts'
import type { World } from '../state/world.ts'
import { completeOrThrow } from './complete-session.ts'
import { createSession } from './create-session.ts'
import { expireSession } from './expire-session.ts'
import { sessionShape } from './session-params.ts'

const listShape = {
  ...pageShape,
  created: createdRange(),
  customer: text(),
  customer_details: hash({ email: need(text()) }),
  payment_intent: text(),
  payment_link: text(),
  status: oneOf('complete', 'expired', 'open'),
  subscription: text(),
}

function listSessions(world: World, params: Params<typeof listShape>): object {
  const { customer, subscription, payment_intent: intent, status, created, customer_details: details } = params
  const from =
    subscription !== undefined
      ? world.store.by('checkout.session', 'subscription', subscription)
      : customer !== undefined
        ? world.store.by('checkout.session', 'customer', customer)
        : world.store.newest('checkout.session')
  const wanted = where(
    from,
    (row) =>
      (status === undefined || row.status === status) &&
      (intent === undefined || row.payment_intent === intent) &&
      (details === undefined || row.customer_details?.email === details.email) &&
      inRange(row.created, created),
  )
  const page = pageOf(wanted, params, '/v1/checkout/sessions')
  return { ...page, data: page.data.map((row) => show(world, 'checkout.session', row)) }
}

function showOne(world: World, id: string): object {
  return show(world, 'checkout.session', mustFind(world, 'checkout.session', id))
}

const confirmShape = {
  payment_method: text(),
  expected_amount: integer({ min: 0 }),
  return_url: text(),
  expected_payment_method_type: text(),
  eid: accepted(),
  key: accepted(),
}

export const sessionRoutes: Route[] = [
  route('POST', '/v1/checkout/sessions', sessionShape, ({ world, params }) => createSession(world, params)),
  route('GET', '/v1/checkout/sessions', listShape, ({ world, params }) => listSessions(world, params)),
  route('GET', '/v1/checkout/sessions/:id', {}, ({ world, id }) => showOne(world, id)),
  route(
    'POST',
    '/v1/checkout/sessions/:id',
    { metadata: metadata(), collected_information: accepted() },
    ({ world, id, params }) => {
      const before = mustFind(world, 'checkout.session', id)
      change(world, 'checkout.session', id, { metadata: mergeMetadata(before.metadata ?? {}, params.metadata) })
      return showOne(world, id)
    },
  ),
  route('POST', '/v1/checkout/sessions/:id/expire', {}, ({ world, id }) => {
    const { status } = mustFind(world, 'checkout.session', id)
    if (status !== 'open')
      throw invalid(
        `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${status}.`,
      )
    return show(world, 'checkout.session', expireSession(world, id))
  }),
  route('GET', '/v1/checkout/sessions/:id/line_items', pageShape, ({ world, id, params }) => {
    const lines = mustFind(world, 'checkout.session', id).line_items?.data ?? []
    return pageOf(lines, params, `/v1/checkout/sessions/${id}/line_items`)
  }),
  route(
    'GET',
    '/v1/payment_pages/:id',
    { key: accepted(), eid: accepted(), has_promotion_code: bool() },
    ({ world, id }) => showOne(world, id),
  ),
  route('POST', '/v1/payment_pages/:id/confirm', confirmShape, ({ world, id, params }) => {
    const session = mustFind(world, 'checkout.session', id)
    if (params.expected_amount !== undefined && params.expected_amount !== session.amount_total) {
      throw invalid(
        'The expected amount does not match the amount of the session.',
        'expected_amount',
        'checkout_amount_mismatch',
      )
    }
    completeOrThrow(world, id, { method: params.payment_method ?? null })
    return showOne(world, id)
  }),
]
