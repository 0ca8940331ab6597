// Decides whether a delivery is Stripe's: HMAC-SHA256 over `<t>.<raw body>` with any of our secrets, t within five minutes both
// ways (docs.stripe.com/webhooks#verify-manually). The SDK's own check accepts any time in the future and throws plain errors on
// odd headers, so the rule stands here, whole.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'

/** What of an event is ever used: whose state to fetch. */
export interface VerifiedEvent {
  id: string
  type: string
  customer: string | null
  /** For disputes, which name no customer: the charge, to look it up. */
  charge: string | null
  livemode: boolean
  created: Date
}

export type Verdict = { genuine: true; event: VerifiedEvent } | { genuine: false; reason: string; isFuture: boolean }

const TOLERANCE = 300

const Event = z.object({
  id: z.string().regex(/^evt_\w{1,250}$/),
  object: z.literal('event'),
  type: z.string().max(100),
  livemode: z.boolean(),
  created: z.number().int(),
  data: z.object({
    object: z.looseObject({
      object: z.string(),
      id: z.string().optional(),
      customer: z.unknown().optional(),
      charge: z.unknown().optional(),
    }),
  }),
})

/** `body` is the request's body byte for byte; a body that was parsed and written again has another signature. */
export function judgeDelivery(body: Buffer, header: string, secrets: readonly string[], now: Date): Verdict {
  const fields = header
    .slice(0, 2000)
    .split(',')
    .map((field) => field.split('='))
  const time = Number(fields.find(([name]) => name === 't')?.[1])
  const signatures = fields.filter(([name]) => name === 'v1').map(([, value]) => Buffer.from(value ?? '', 'hex'))
  if (!Number.isSafeInteger(time) || signatures.length === 0)
    return refuse('The signature header is missing or not readable.')

  const isOurs = secrets.some((secret) => {
    const expected = createHmac('sha256', secret).update(`${time}.`).update(body).digest()
    return signatures.some((given) => given.length === expected.length && timingSafeEqual(given, expected))
  })
  if (!isOurs) return refuse('The signature does not match.')

  const age = now.getTime() / 1000 - time
  if (age > TOLERANCE) return refuse('The signature is more than five minutes old.')
  if (age < -TOLERANCE) return { ...refuse('The signature is from the future.'), isFuture: true }
  const parsed = Event.safeParse(parseJson(body))
  return parsed.success ? { genuine: true, event: eventOf(parsed.data) } : refuse('The body is no snapshot event.')
}

/** Throws when `json` has not the shape of a snapshot event. */
export function eventOf(json: unknown): VerifiedEvent {
  const event = Event.parse(json)
  return {
    id: event.id,
    type: event.type,
    customer: customerIn(event.data.object),
    charge: typeof event.data.object.charge === 'string' ? event.data.object.charge : null,
    livemode: event.livemode,
    created: new Date(event.created * 1000),
  }
}

/** Whose state the event speaks of: the object itself when it is a customer, else the customer it names. */
function customerIn(object: { object: string; id?: string | undefined; customer?: unknown }): string | null {
  const { customer } = object
  if (object.object === 'customer') return object.id ?? null
  if (typeof customer === 'string') return customer
  const isExpanded = typeof customer === 'object' && customer !== null && 'id' in customer
  return isExpanded && typeof customer.id === 'string' ? customer.id : null
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return null
  }
}

function refuse(reason: string) {
  return { genuine: false as const, reason, isFuture: false }
}
