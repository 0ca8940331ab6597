// Makes events. Invariant: an event and its deliveries are stored in the same commit as the change they tell of.
import type { World } from '../state/world.ts'
import type { WebhookEndpointRow } from '../state/rows.ts'
import { newId } from '../state/ids.ts'

/** Stores the event and one delivery for each endpoint that wants it; `object` is frozen as it is now. */
export function emit(world: World, type: string, object: object, previous: object | null = null): void {
  const endpoints = [...world.store.newest('webhook_endpoint')].filter((endpoint) => wants(endpoint, type))
  const event = world.store.put('event', {
    id: newId('evt'),
    type,
    created: world.eventTime(),
    objectJson: JSON.stringify(object),
    previousJson: previous === null ? null : JSON.stringify(previous),
    request: { ...world.request },
    undelivered: endpoints.length,
  })
  for (const endpoint of endpoints) addDelivery(world, event.id, endpoint.id)
}

/** One more delivery of an event to an endpoint, to be sent at once. */
export function addDelivery(world: World, event: string, endpoint: string): void {
  const id = newId('whd')
  world.store.put('delivery', { id, event, endpoint, attempts: 0, nextAt: 0, givenUp: false })
  world.outbox.push(id)
}

function wants(endpoint: WebhookEndpointRow, type: string): boolean {
  return endpoint.status === 'enabled' && endpoint.enabled_events.some((wanted) => wanted === '*' || wanted === type)
}
