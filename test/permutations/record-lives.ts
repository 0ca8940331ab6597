// Lives of a subscription, recorded: what Stripe would have answered after each step, and the events of that step. Replays then need
// no simulator, so thousands of orders of the same events can be tried on a real database.
import { startCheckout } from '../../src/billing/checkout.ts'
import { newBuyer, sessionIn } from '../support/buyer.ts'
import { createWorld, type World } from '../support/world.ts'

export interface Moment {
  at: Date
  /** Everything of the customer, and how the checkout's session stands, as JSON. */
  snapshot: string
  checkout: string
}
export interface RecordedEvent {
  id: string
  /** Index of the moment that made it. */
  step: number
  body: string
}
export interface Life {
  name: string
  customer: string
  session: string
  moments: Moment[]
  events: RecordedEvent[]
}
export interface Recording {
  lives: Life[]
  prices: { id: string; lookup_key: string; amount: bigint; current: boolean }[]
}

interface Person {
  world: World
  account: string
  customer: string
  session: string
}
type Step = (person: Person) => Promise<unknown> | void

const BASIC = 'turnpike_basic_month_usd'
const pays: Step = ({ world, session }) => void world.simulator.control.completeCheckout(session)
const month: Step = ({ world }) => world.travel('31d')
const outcome =
  (is: 'decline' | null): Step =>
  ({ world, customer }) => {
    world.simulator.control.setOutcome(customer, is)
  }

/** Each begins with an open checkout of a customer we know. */
const STEPS: Record<string, Step[]> = {
  checkout: [pays],
  renewal: [pays, month, ({ world }) => world.travel('2h')],
  'failure and recovery': [pays, outcome('decline'), month, ({ world }) => world.travel('2h'), outcome(null), days(4)],
  'plan change': [pays, days(3), changesTo('turnpike_pro_month_usd'), days(1), changesTo(BASIC)],
  refund: [pays, refunds(200), refunds(100), failsItsRefund, refunds()],
  'dispute won': [pays, disputed('inquiry'), month, disputed('chargeback'), closed('won')],
  'dispute lost': [pays, refunds(100), disputed('chargeback'), closed('lost')],
}

export const LIVES: readonly string[] = Object.keys(STEPS)

export async function recordLives(): Promise<Recording> {
  const world = await createWorld()
  try {
    world.simulator.control.setWebhooks({ drop: 1 })
    const lives: Life[] = []
    for (const [name, steps] of Object.entries(STEPS)) lives.push(await recordLife(world, name, steps))
    const prices = await world.app.db.selectFrom('stripe_prices').selectAll().execute()
    return { lives, prices }
  } finally {
    await world.close()
  }
}

async function recordLife(world: World, name: string, steps: Step[]): Promise<Life> {
  const account = await newBuyer(world)
  const url = await startCheckout(world.app, account, BASIC)
  const session = sessionIn(url)
  const { id: customer } = await world.app.db
    .selectFrom('stripe_customers')
    .select('id')
    .where('account_id', '=', account)
    .executeTakeFirstOrThrow()
  const person = { world, account, customer, session }
  const life: Life = { name, customer, session, moments: [await momentOf(person)], events: [] }
  const known = new Set((await eventsOf(person)).map(({ id }) => id))
  for (const step of steps) {
    await step(person)
    life.moments.push(await momentOf(person))
    for (const { id, body } of await eventsOf(person)) {
      if (!known.has(id)) life.events.push({ id, step: life.moments.length - 1, body })
      known.add(id)
    }
  }
  return life
}

async function momentOf({ world, customer, session }: Person): Promise<Moment> {
  const { stripe, clock } = world.app
  const [checkout, snapshot] = await Promise.all([stripe.checkoutStatus(session), stripe.fetchCustomer(customer)])
  return { at: clock(), snapshot: JSON.stringify(snapshot), checkout: JSON.stringify(checkout) }
}

async function eventsOf({ world, customer }: Person) {
  const charges = new Set((await world.app.stripe.fetchCustomer(customer)).charges.map(({ id }) => id))
  const events: { id: string; body: string }[] = []
  for await (const { event, body } of world.app.stripe.eventsSince(new Date(0))) {
    if (event.customer === customer || (event.charge && charges.has(event.charge))) events.push({ id: event.id, body })
  }
  return events.toReversed()
}

function days(count: number): Step {
  return ({ world }) => world.travel(`${count}d`)
}

function changesTo(price: string): Step {
  return async ({ world, customer }) => {
    const { id: wanted } = await world.app.db
      .selectFrom('stripe_prices')
      .select('id')
      .where('lookup_key', '=', price)
      .executeTakeFirstOrThrow()
    const [subscription] = (await world.app.stripe.fetchCustomer(customer)).subscriptions
    const item = /si_\w+/.exec(JSON.stringify(subscription))?.[0] ?? ''
    const answer = await fetch(`${world.simulator.apiBase}/v1/subscriptions/${subscription?.id}`, {
      method: 'POST',
      headers: { authorization: world.stripeKey },
      body: new URLSearchParams({
        'items[0][id]': item,
        'items[0][price]': wanted,
        proration_behavior: 'always_invoice',
      }),
    })
    if (!answer.ok) throw new Error(await answer.text())
  }
}

async function newestCharge({ world, customer }: Person): Promise<string> {
  const [charge] = (await world.app.stripe.fetchCustomer(customer)).charges
  if (!charge) throw new Error('nothing was paid')
  return charge.id
}

function refunds(amount?: number): Step {
  return async (person) => person.world.simulator.control.refund(await newestCharge(person), amount)
}

async function failsItsRefund({ world, customer }: Person): Promise<void> {
  const [refund] = (await world.app.stripe.fetchCustomer(customer)).refunds
  if (!refund) throw new Error('nothing was refunded')
  world.simulator.control.failRefund(refund.id)
}

function disputed(kind: 'inquiry' | 'chargeback'): Step {
  return async (person) => person.world.simulator.control.openDispute(await newestCharge(person), kind)
}

function closed(as: 'won' | 'lost'): Step {
  return async ({ world, customer }) => {
    const { disputes } = await world.app.stripe.fetchCustomer(customer)
    const open = disputes.find(({ status }) => status === 'needs_response')
    if (!open) throw new Error('nothing is disputed')
    world.simulator.control.closeDispute(open.id, as)
  }
}
