// Idempotency keys as Stripe v1 keeps them (docs.stripe.com/api/idempotent_requests): the first result for 24 hours, with the same
// parameters only. Invariant: an operation whose result is stored never runs twice for one key.
import { createHash } from 'node:crypto'
import type { World } from '../state/world.ts'
import { ApiError } from './errors.ts'

export interface StoredAnswer {
  status: number
  body: string
}
const day = 86400

export function fingerprintOf(method: string, path: string, body: string): string {
  return createHash('sha256').update(`${method} ${path}\n${body}`).digest('hex')
}

/** The stored answer for the key, undefined when it is new or has expired; throws 400 when the parameters differ. */
export function recall(world: World, key: string, fingerprint: string): StoredAnswer | undefined {
  if (key.length > 255) {
    throw new ApiError(400, { type: 'idempotency_error', message: 'Idempotency keys can be at most 255 characters.' })
  }
  const found = world.store.get('idempotency', key)
  if (!found || found.created + day <= world.now()) return undefined
  if (found.fingerprint !== fingerprint) {
    throw new ApiError(400, {
      type: 'idempotency_error',
      message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
    })
  }
  return { status: found.status, body: found.body }
}

export function remember(world: World, key: string, fingerprint: string, answer: StoredAnswer): void {
  world.store.put('idempotency', { id: key, created: world.now(), fingerprint, ...answer })
}

export function inFlight(key: string): ApiError {
  return new ApiError(409, {
    type: 'idempotency_error',
    code: 'idempotency_key_in_use',
    message: `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
  })
}

/** Forgets keys older than a day. */
export function forgetOldKeys(world: World): void {
  for (const row of world.store.oldest('idempotency')) {
    if (row.created + day > world.now()) return
    world.store.remove('idempotency', row.id)
  }
}
