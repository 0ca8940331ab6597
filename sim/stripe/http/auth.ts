// Who may call the API: the secret key as Bearer or as Basic user, as Stripe takes it. Invariant: the key never stands in an answer.
import { timingSafeEqual } from 'node:crypto'
import { ApiError } from './errors.ts'

/** Throws Stripe's 401 unless the header carries one of the keys. */
export function authenticate(header: string | undefined, keys: string[]): void {
  const given = keyOf(header)
  if (given === null) {
    throw new ApiError(401, {
      type: 'invalid_request_error',
      message:
        "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
    })
  }
  if (!keys.some((key) => equal(key, given))) {
    const shown = given.length > 12 ? `${given.slice(0, 8)}${'*'.repeat(8)}${given.slice(-4)}` : '********'
    throw new ApiError(401, { type: 'invalid_request_error', message: `Invalid API Key provided: ${shown}` })
  }
}

/** The key of a Bearer or Basic header, null without one. */
export function keyOf(header: string | undefined): string | null {
  const [scheme = '', value = ''] = (header ?? '').split(' ')
  if (scheme.toLowerCase() === 'bearer' && value !== '') return value
  if (scheme.toLowerCase() !== 'basic') return null
  return Buffer.from(value, 'base64').toString().split(':')[0] || null
}

/** Compares without telling by time how much was right. */
export function equal(left: string, right: string): boolean {
  const [one, two] = [Buffer.from(left), Buffer.from(right)]
  return one.length === two.length && timingSafeEqual(one, two)
}
