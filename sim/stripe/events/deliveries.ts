// Sends webhooks: at once, several at a time, again and again until a 2xx or the schedule ends. Invariant: a delivery stays in the store
// until it succeeded, so retries outlive a restart of either side.
import type { World } from '../state/world.ts'
import type { DeliveryRow } from '../state/rows.ts'
import { showEventIn } from '../versions/event-in-version.ts'
import { makeWebhookPost, type WebhookPost } from './post-webhook.ts'
import { noFaults, seededRandom, shuffled, type WebhookFaults } from './webhook-faults.ts'
import { signWebhook } from './sign-webhook.ts'

const second = 1000
/** Real time between tries. Stripe does not publish its own; these add up to some nine hours. */
const retryAfter = [1, 3, 10, 30, 60, 60, 120, 300, 300, 600, 900, 1800, 3600, 3600, 7200, 7200].map((s) => s * second)

export interface Deliverer {
  /** Sends everything in the outbox. */
  flush(): void
  /** Sends what waits for its retry now, without waiting. */
  retryNow(): void
  /** Resolves when nothing is being sent. */
  idle(): Promise<void>
  faults(): WebhookFaults
  setFaults(faults: Partial<WebhookFaults>): void
  close(): Promise<void>
}
interface Desk {
  world: World
  clock: () => Date
  log(line: string): void
  poster: WebhookPost
  sending: Set<Promise<void>>
  timers: Map<string, NodeJS.Timeout>
  faults: WebhookFaults
  random(): number
  closed: boolean
}

export function makeDeliverer(needs: Pick<Desk, 'world' | 'clock' | 'log'>): Deliverer {
  const random = seededRandom(noFaults.seed)
  const own = { sending: new Set<Promise<void>>(), timers: new Map(), faults: noFaults, random, closed: false }
  const desk: Desk = { ...needs, ...own, poster: makeWebhookPost() }
  for (const { id, nextAt, givenUp } of needs.world.store.newest('delivery')) {
    if (!givenUp) schedule(desk, id, Math.max(0, nextAt - Date.now()))
  }
  return {
    flush() {
      const ids = desk.world.outbox.splice(0)
      if (ids.length === 0) return
      for (const id of desk.faults.order === 'shuffled' ? shuffled(ids, desk.random) : ids) dispatch(desk, id)
      desk.world.store.commit()
    },
    retryNow() {
      for (const [id, timer] of Array.from(desk.timers)) {
        clearTimeout(timer)
        start(desk, id)
      }
    },
    async idle() {
      while (desk.sending.size > 0) await Promise.all(desk.sending)
    },
    faults: () => desk.faults,
    setFaults(next) {
      desk.faults = { ...desk.faults, ...next }
      desk.random = seededRandom(desk.faults.seed)
    },
    async close() {
      desk.closed = true
      for (const timer of desk.timers.values()) clearTimeout(timer)
      desk.poster.close()
      await Promise.all(desk.sending)
    },
  }
}

/** First sending of a delivery, with what is to go wrong with it. */
function dispatch(desk: Desk, id: string): void {
  const { world, faults, random } = desk
  const delivery = world.store.get('delivery', id)
  if (!delivery) return
  if (random() < faults.drop) {
    world.store.put('delivery', { ...delivery, givenUp: true })
    return
  }
  if (faults.delayMs > 0) schedule(desk, id, random() * faults.delayMs)
  else start(desk, id)
  if (random() < faults.duplicate) start(desk, id)
}

function schedule(desk: Desk, id: string, waitMs: number): void {
  clearTimeout(desk.timers.get(id))
  desk.timers.set(id, setTimeout(() => start(desk, id), waitMs).unref())
}

function start(desk: Desk, id: string): void {
  desk.timers.delete(id)
  const work = send(desk, id).finally(() => desk.sending.delete(work))
  desk.sending.add(work)
}

async function send(desk: Desk, id: string): Promise<void> {
  const { world, clock, poster } = desk
  const delivery = world.store.get('delivery', id)
  const event = world.store.get('event', delivery?.event)
  const endpoint = world.store.get('webhook_endpoint', delivery?.endpoint)
  if (desk.closed || !delivery) return
  if (!event || !endpoint) return world.store.remove('delivery', id)
  const time = Math.floor(clock().getTime() / 1000)
  const body = JSON.stringify(showEventIn(world, event, endpoint.api_version), null, 2)
  const secrets = endpoint.sim.secrets.filter(({ until }) => until === null || until > time).map(({ value }) => value)
  const status = await poster.post(endpoint.url, body, signWebhook(body, secrets, time))
  // A delivery cut off by our own end has failed nowhere: it is sent again after the restart.
  if (desk.closed) return
  settle(desk, delivery, status)
  world.store.commit()
}

function settle(desk: Desk, delivery: DeliveryRow, status: number | null): void {
  const { world, log } = desk
  if (!world.store.get('delivery', delivery.id)) return
  const event = world.store.get('event', delivery.event)
  if (status !== null && status >= 200 && status < 300) {
    world.store.remove('delivery', delivery.id)
    if (event) world.store.put('event', { ...event, undelivered: Math.max(0, event.undelivered - 1) })
    return
  }
  const wait = retryAfter[delivery.attempts]
  const next = wait === undefined ? 'given up' : `again in ${wait / second} s`
  log(`webhook ${event?.type} ${delivery.event} answered ${status ?? 'nothing'}, ${next}`)
  const attempts = delivery.attempts + 1
  const nextAt = Date.now() + (wait ?? 0)
  world.store.put('delivery', { ...delivery, attempts, nextAt, givenUp: wait === undefined })
  if (wait !== undefined) schedule(desk, delivery.id, wait)
}
