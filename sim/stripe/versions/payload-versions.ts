// The versions of the API in which an endpoint may have its events. Invariant: a version that is not one of them is refused, never
// taken for another.
import { apiVersion } from '../state/world.ts'
import { invalid } from '../http/errors.ts'

/** The last version before Stripe moved periods, payments and parents in 2025-03-31.basil. */
export const BEFORE_BASIL = '2024-06-20'
export const payloadVersions: readonly string[] = [apiVersion, BEFORE_BASIL]

/** The version, or Stripe's 400 for one that is not sent here. */
export function payloadVersion(version: string): string {
  if (payloadVersions.includes(version)) return version
  throw invalid(
    `Invalid Stripe API version: ${version}. Events are simulated in ${payloadVersions.join(' and ')}.`,
    'api_version',
  )
}
