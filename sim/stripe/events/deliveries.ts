// Sends webhooks: at once, several at a time, again and again until a 2xx or the schedule ends. Invariant: a delivery stays in the store
// until it succeeded, so retries outlive a restart of either side.
import type { World } from '../state/world.ts';
import type { DeliveryRow } from '../state/rows.ts';
import { show } from '../state/render.ts';
import { makeWebhookPost } from './post-webhook.ts';
import { noFaults, seededRandom, shuffled, type WebhookFaults } from './webhook-faults.ts';
import { signWebhook } from './sign-webhook.ts';

const second = 1000;
/** Real time between tries. Stripe does not publish its own; these add up to some nine hours. */
const retryAfter = [1, 3, 10, 30, 60, 60, 120, 300, 300, 600, 900, 1800, 3600, 3600, 7200, 7200].map((wait) => wait * second);

export interface Deliverer {
  /** Sends everything in the outbox. */
  flush(): void;
  /** Sends what waits for its retry now, without waiting. */
  retryNow(): void;
  /** Resolves when nothing is being sent. */
  idle(): Promise<void>;
  setFaults(faults: Partial<WebhookFaults>): void;
  close(): Promise<void>;
}

export function makeDeliverer({ world, clock, log }: { world: World; clock: () => Date; log: (line: string) => void }): Deliverer {
  const poster = makeWebhookPost();
  const sending = new Set<Promise<void>>();
  const timers = new Map<string, NodeJS.Timeout>();
  let faults = noFaults;
  let random = seededRandom(faults.seed);
  let closed = false;

  function schedule(id: string, waitMs: number): void {
    clearTimeout(timers.get(id));
    timers.set(id, setTimeout(() => start(id), waitMs).unref());
  }
  function start(id: string): void {
    timers.delete(id);
    const work = send(id).finally(() => sending.delete(work));
    sending.add(work);
  }
  async function send(id: string): Promise<void> {
    const delivery = world.store.get('delivery', id);
    const event = world.store.get('event', delivery?.event);
    const endpoint = world.store.get('webhook_endpoint', delivery?.endpoint);
    if (closed || !delivery) return;
    if (!event || !endpoint) return void world.store.remove('delivery', id);
    const time = Math.floor(clock().getTime() / 1000);
    const body = JSON.stringify(show(world, 'event', event), null, 2);
    const secrets = endpoint.sim.secrets.filter(({ until }) => until === null || until > time).map(({ value }) => value);
    const status = await poster.post(endpoint.url, body, signWebhook(body, secrets, time));
    if (closed) return;
    settle(delivery, status);
    world.store.commit();
  }
  function settle(delivery: DeliveryRow, status: number | null): void {
    if (!world.store.get('delivery', delivery.id)) return;
    const event = world.store.get('event', delivery.event);
    if (status !== null && status >= 200 && status < 300) {
      world.store.remove('delivery', delivery.id);
      if (event) world.store.put('event', { ...event, undelivered: Math.max(0, event.undelivered - 1) });
      return;
    }
    const wait = retryAfter[delivery.attempts];
    log(`webhook ${event?.type} ${delivery.event} answered ${status ?? 'nothing'}, ${wait ? `again in ${wait / second} s` : 'given up'}`);
    const next = { ...delivery, attempts: delivery.attempts + 1, nextAt: Date.now() + (wait ?? 0), givenUp: wait === undefined };
    world.store.put('delivery', next);
    if (wait !== undefined) schedule(delivery.id, wait);
  }
  function dispatch(id: string): void {
    const delivery = world.store.get('delivery', id);
    if (delivery && random() < faults.drop) return void world.store.put('delivery', { ...delivery, givenUp: true });
    if (faults.delayMs > 0) schedule(id, random() * faults.delayMs);
    else start(id);
    if (random() < faults.duplicate) start(id);
  }

  for (const { id, nextAt, givenUp } of world.store.newest('delivery')) {
    if (!givenUp) schedule(id, Math.max(0, nextAt - Date.now()));
  }
  return {
    flush() {
      const ids = world.outbox.splice(0);
      for (const id of faults.order === 'shuffled' ? shuffled(ids, random) : ids) dispatch(id);
      world.store.commit();
    },
    retryNow() {
      for (const id of [...timers.keys()]) {
        clearTimeout(timers.get(id));
        start(id);
      }
    },
    async idle() {
      while (sending.size > 0) await Promise.all(sending);
    },
    setFaults(next) {
      faults = { ...faults, ...next };
      random = seededRandom(faults.seed);
    },
    async close() {
      closed = true;
      for (const timer of timers.values()) clearTimeout(timer);
      poster.close();
      await Promise.all(sending);
    },
  };
}
