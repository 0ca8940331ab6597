// What tests and the control page can make the simulator do that no API call of Stripe can. Invariant: each of these goes through the
// same operations as the real thing, so the events that follow are the real ones.
import type { CallLog, ReceivedCall } from '../http/calls.ts'
import type { Fault, Faults, WaitingFault } from '../http/faults.ts'
import type { Deliverer } from '../events/deliveries.ts'
import type { WebhookFaults } from '../events/webhook-faults.ts'
import { noFaults } from '../events/webhook-faults.ts'
import { addDelivery } from '../events/emit.ts'
import { change, mustFind } from '../state/change.ts'
import { newId } from '../state/ids.ts'
import { show, type Shown } from '../state/render.ts'
import { defaultSettings, type Outcome, type Settings, type World } from '../state/world.ts'
import { completeSession, type Completion } from '../checkout/complete-session.ts'
import { closeDispute, openDispute, type DisputeEnd } from '../payments/disputes.ts'
import { settleIntent } from '../payments/follow-intent.ts'
import { endRefund, makeRefund } from '../payments/refunds.ts'
import { payloadVersion } from '../versions/payload-versions.ts'
import { upcoming, type Upcoming } from './upcoming.ts'

export interface Control {
  /** Forgets everything but the webhook endpoints: objects, events, calls, faults, outcomes and settings. */
  reset(): void
  failNext(fault: Fault): void
  /** The faults that have not hit yet. */
  waitingFaults(): WaitingFault[]
  /** No call fails any more. */
  clearFaults(): void
  /** What payments of this customer or payment method do from now on, whatever the card; null: what the card does. */
  setOutcome(customerOrMethod: string, outcome: Outcome | null): void
  /** Sets some and gives all of them. */
  setSettings(settings: Partial<Settings>): Settings
  /** Pays an open Checkout session as its customer would; `card` is a pm_card_* name; null: none, where none is needed. With a card that asks for 3D Secure, it is passed. `country`: where tax is counted for. */
  completeCheckout(session: string, card?: string | null, country?: string): Completion
  openDispute(charge: string, kind?: 'chargeback' | 'inquiry' | 'prevented', reason?: string): Shown
  closeDispute(dispute: string, as: DisputeEnd): Shown
  /** Lets a payment that is processing arrive or fail now. */
  settlePayment(intent: string, as: 'succeeded' | 'failed'): Shown
  refund(charge: string, amount?: number): Shown
  failRefund(refund: string): Shown
  /** Chance begins anew from the seed with each call. */
  setWebhooks(faults: Partial<WebhookFaults>): void
  /** Sends what waits for a retry now. */
  retryWebhooks(): void
  endpoints(): Endpoint[]
  /** What goes wrong with webhooks now. */
  webhooks(): WebhookFaults
  /** Sends an event again to every endpoint, or one. */
  replayEvent(event: string, endpoint?: string): void
  /** A new secret for an endpoint; the old one signs too until `overlapSeconds` have passed. */
  rotateSecret(endpoint: string, overlapSeconds?: number): string
  /** Sends events in this version of the API from now on, to every endpoint or one; one that is not simulated is refused. */
  setPayloadVersion(version: string, endpoint?: string): void
  /** Makes everything happen that is due by the clock, and resolves when the webhooks of it are answered. */
  catchUp(): Promise<void>
  /** What time alone will bring next, earliest first. */
  upcoming(limit?: number): Upcoming[]
  calls(): ReceivedCall[]
  onCall(seen: (call: ReceivedCall) => void): () => void
  clearCalls(): void
}
/** Where events go. */
export interface Endpoint {
  id: string
  url: string
  status: string
  /** Null: the account's own version, which is the current one. */
  apiVersion: string | null
}
export interface ControlNeeds {
  world: World
  faults: Faults
  calls: CallLog
  deliverer: Deliverer
  /** Writes the state and sends what events were made. */
  settle(): void
  catchUp(): void
}

export function makeControl({ world, faults, calls, deliverer, settle, catchUp }: ControlNeeds): Control {
  function acting<T>(work: () => T): T {
    try {
      return work()
    } finally {
      settle()
    }
  }
  return {
    reset: () => acting(() => resetWorld({ world, faults, calls, deliverer })),
    failNext: (fault) => faults.add(fault),
    waitingFaults: () => faults.waiting(),
    clearFaults: () => faults.clear(),
    setOutcome: (id, outcome) => void (outcome === null ? world.outcomes.delete(id) : world.outcomes.set(id, outcome)),
    setSettings: (settings) => Object.assign(world.settings, settings),
    completeCheckout: (session, card = 'pm_card_visa', country) =>
      acting(() => completeSession(world, session, { method: card, authenticated: true, country: country ?? null })),
    openDispute: (charge, kind = 'chargeback', reason = 'fraudulent') =>
      acting(() => show(world, 'dispute', openDispute(world, mustFind(world, 'charge', charge), kind, reason))),
    closeDispute: (dispute, as) => acting(() => show(world, 'dispute', closeDispute(world, dispute, as))),
    settlePayment: (intent, as) => acting(() => show(world, 'payment_intent', settleIntent(world, intent, as))),
    refund: (charge, amount) =>
      acting(() => show(world, 'refund', makeRefund(world, mustFind(world, 'charge', charge), { amount }))),
    failRefund: (refund) => acting(() => show(world, 'refund', endRefund(world, refund, 'failed'))),
    setWebhooks: (next) => deliverer.setFaults(next),
    webhooks: () => deliverer.faults(),
    endpoints: () => endpointsOf(world),
    retryWebhooks: () => deliverer.retryNow(),
    replayEvent: (event, endpoint) => acting(() => replay(world, event, endpoint)),
    rotateSecret: (endpoint, overlap = 0) => acting(() => rotate(world, endpoint, overlap)),
    setPayloadVersion: (version, endpoint) => acting(() => setVersion(world, payloadVersion(version), endpoint)),
    async catchUp() {
      catchUp()
      await deliverer.idle()
    },
    upcoming: (limit = 20) => upcoming(world, limit),
    calls: () => calls.all(),
    onCall: (seen) => calls.onCall(seen),
    clearCalls: () => calls.clear(),
  }
}

function resetWorld({ world, faults, calls, deliverer }: Omit<ControlNeeds, 'settle' | 'catchUp'>): void {
  const endpoints = [...world.store.oldest('webhook_endpoint')]
  world.store.clear()
  for (const endpoint of endpoints) world.store.put('webhook_endpoint', endpoint)
  world.outcomes.clear()
  Object.assign(world.settings, defaultSettings)
  faults.clear()
  calls.clear()
  deliverer.setFaults(noFaults)
}

function replay(world: World, event: string, endpoint: string | undefined): void {
  const endpoints = oneOrAll(world, endpoint)
  const row = mustFind(world, 'event', event)
  change(world, 'event', event, { undelivered: row.undelivered + endpoints.length })
  for (const id of endpoints) addDelivery(world, event, id)
}

function endpointsOf(world: World): Endpoint[] {
  return Array.from(world.store.oldest('webhook_endpoint'), ({ id, url, status, api_version: apiVersion }) => ({
    id,
    url,
    status,
    apiVersion,
  }))
}

function setVersion(world: World, version: string, endpoint: string | undefined): void {
  for (const id of oneOrAll(world, endpoint)) change(world, 'webhook_endpoint', id, { api_version: version })
}

function oneOrAll(world: World, endpoint: string | undefined): string[] {
  return endpoint === undefined ? [...world.store.oldest('webhook_endpoint')].map(({ id }) => id) : [endpoint]
}

function rotate(world: World, id: string, overlap: number): string {
  const { sim } = mustFind(world, 'webhook_endpoint', id)
  const value = newId('whsec', 32)
  const old = sim.secrets
    .filter(({ until }) => until === null)
    .map((secret) => ({ ...secret, until: world.now() + overlap }))
  change(world, 'webhook_endpoint', id, { sim: { secrets: [{ value, until: null }, ...old] } })
  return value
}
