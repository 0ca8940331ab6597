// Proof that a form came from a page we gave to this visitor: a keyed hash over the session, or over a visitor's random
// cookie before log-in. Nothing is stored. Invariant: a token of one session or visitor is worth nothing for another.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { KeyRing } from '../lib/seal.ts'

/** `session` is the session's hash; `visitor` the value of a random cookie of somebody not signed in. */
export type Binding = { session: Buffer } | { visitor: string }

export interface Csrf {
  /** Differs at each call, so that compression of a page tells nothing about it. */
  token(to: Binding): string
  matches(token: string, to: Binding): boolean
}

const NONCE = 16
const TAG = 32

/** `keys` is `seal.derive('csrf')`. */
export function createCsrf(keys: KeyRing): Csrf {
  const tag = (key: Buffer, nonce: Buffer, to: Binding) => {
    const bound = 'session' in to ? `session:${to.session.toString('hex')}` : `visitor:${to.visitor}`
    return createHmac('sha256', key).update(nonce).update(bound).digest()
  }
  return {
    token(to) {
      const nonce = randomBytes(NONCE)
      return Buffer.concat([nonce, tag(keys[0], nonce, to)]).toString('base64url')
    },
    matches(token, to) {
      const bytes = Buffer.from(token.slice(0, 100), 'base64url')
      if (bytes.length !== NONCE + TAG) return false
      const [nonce, given] = [bytes.subarray(0, NONCE), bytes.subarray(NONCE)]
      return keys.some((key) => timingSafeEqual(given, tag(key, nonce, to)))
    },
  }
}
