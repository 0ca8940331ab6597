// The API's events and webhook endpoints. Invariant: an endpoint's secret is only ever in the answer to its creation.
import type Stripe from 'stripe'
import { accepted, bool, clearable, list, need, text, type Params } from '../http/params.ts'
import { createdRange, inRange, pageOf, pageShape, where } from '../http/page-list.ts'
import { invalid } from '../http/errors.ts'
import { mergeMetadata, metadata } from '../http/metadata.ts'
import { route, type Route } from '../http/routes.ts'
import { change, mustFind } from '../state/change.ts'
import { newId } from '../state/ids.ts'
import { show } from '../state/render.ts'
import type { EventRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { payloadVersion } from '../versions/payload-versions.ts'

const month = 30 * 86400
const listShape = { ...pageShape, created: createdRange(), delivery_success: bool(), type: text(), types: list(text()) }

function listEvents(world: World, params: Params<typeof listShape>): object {
  const { type, types, created, delivery_success: delivered } = params
  if (type !== undefined && types !== undefined) throw invalid('You cannot specify both type and types.', 'types')
  if (types && types.length > 20) throw invalid('You can specify at most 20 types.', 'types')
  const oldest = world.eventTime() - month
  const wanted = where(
    world.store.newest('event'),
    (row) =>
      row.created > oldest &&
      (type === undefined || fits(row.type, type)) &&
      (!types || types.some((pattern) => fits(row.type, pattern))) &&
      (delivered === undefined || (row.undelivered === 0) === delivered) &&
      inRange(row.created, created),
  )
  const page = pageOf(wanted, params, '/v1/events')
  return { ...page, data: page.data.map((row) => show(world, 'event', row)) }
}

function fits(type: EventRow['type'], pattern: string): boolean {
  return pattern === '*' || pattern === type || (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1)))
}

/** Forgets events that are older than the 30 days for which Stripe lists them, and their deliveries. */
export function forgetOldEvents(world: World): void {
  for (const event of world.store.oldest('event')) {
    if (event.created > world.eventTime() - month) return
    for (const { id } of world.store.by('delivery', 'event', event.id)) world.store.remove('delivery', id)
    world.store.remove('event', event.id)
  }
}

const fields = { description: clearable(text()), enabled_events: list(text()), metadata: metadata(), url: text() }
const endpointShape = {
  ...fields,
  enabled_events: need(list(text())),
  url: need(text()),
  api_version: text(),
  connect: accepted(),
}

function createEndpoint(world: World, params: Params<typeof endpointShape>): object {
  if (!URL.canParse(params.url))
    throw invalid('Invalid URL: An explicit scheme (such as https) must be provided.', 'url', 'url_invalid')
  const secret = newId('whsec', 32)
  const row = {
    id: newId('we'),
    object: 'webhook_endpoint',
    api_version: params.api_version === undefined ? null : payloadVersion(params.api_version),
    application: null,
    created: world.now(),
    description: params.description ?? null,
    enabled_events: params.enabled_events,
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    status: 'enabled',
    url: params.url,
  } satisfies Stripe.WebhookEndpoint
  const stored = world.store.put('webhook_endpoint', { ...row, sim: { secrets: [{ value: secret, until: null }] } })
  return { ...show(world, 'webhook_endpoint', stored), secret }
}

const updateShape = { ...fields, disabled: bool() }
function updateEndpoint(world: World, id: string, params: Params<typeof updateShape>): object {
  const before = mustFind(world, 'webhook_endpoint', id)
  const patch = {
    description: params.description === undefined ? before.description : params.description,
    enabled_events: params.enabled_events ?? before.enabled_events,
    url: params.url ?? before.url,
    metadata: mergeMetadata(before.metadata, params.metadata),
    status: params.disabled === undefined ? before.status : params.disabled ? 'disabled' : 'enabled',
  }
  return show(world, 'webhook_endpoint', change(world, 'webhook_endpoint', id, patch))
}

export const eventRoutes: Route[] = [
  route('GET', '/v1/events', listShape, ({ world, params }) => listEvents(world, params)),
  route('GET', '/v1/events/:id', {}, ({ world, id }) => show(world, 'event', mustFind(world, 'event', id))),
  route('POST', '/v1/webhook_endpoints', endpointShape, ({ world, params }) => createEndpoint(world, params)),
  route('GET', '/v1/webhook_endpoints', pageShape, ({ world, params }) => {
    const page = pageOf(world.store.newest('webhook_endpoint'), params, '/v1/webhook_endpoints')
    return { ...page, data: page.data.map((row) => show(world, 'webhook_endpoint', row)) }
  }),
  route('GET', '/v1/webhook_endpoints/:id', {}, ({ world, id }) =>
    show(world, 'webhook_endpoint', mustFind(world, 'webhook_endpoint', id)),
  ),
  route('POST', '/v1/webhook_endpoints/:id', updateShape, ({ world, id, params }) => updateEndpoint(world, id, params)),
  route('DELETE', '/v1/webhook_endpoints/:id', {}, ({ world, id }) => {
    mustFind(world, 'webhook_endpoint', id)
    world.store.remove('webhook_endpoint', id)
    return { id, object: 'webhook_endpoint', deleted: true }
  }),
]
