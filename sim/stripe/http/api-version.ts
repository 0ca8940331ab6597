// Stripe-Version: which versions are taken, and what older callers may still send. Invariant: a caller of the current version gets
// parameter_unknown for everything that version has removed.
import { apiVersion } from '../state/world.ts'
import { invalid } from './errors.ts'
import type { RawHash } from './form-body.ts'

/** True when the caller speaks an older version (or, like the official CLI, names none). Throws for a version that does not exist. */
export function isOlder(header: string | undefined): boolean {
  if (header === undefined) return true
  const known = /^\d{4}-\d{2}-\d{2}(\.[a-z]+)?$/.test(header) && header.slice(0, 10) <= apiVersion.slice(0, 10)
  if (!known || (header.slice(0, 10) === apiVersion.slice(0, 10) && header !== apiVersion)) {
    throw invalid(`Invalid Stripe API version: ${header}`)
  }
  return header !== apiVersion
}

/** Rewrites parameters that were removed since: payment_method_types (endive), coupon (basil, clover). */
export function modernise(path: string, raw: RawHash): RawHash {
  const { payment_method_types: types, coupon, ...rest } = raw
  if (
    path.startsWith('/v1/payment_intents') ||
    path.startsWith('/v1/setup_intents') ||
    path.startsWith('/v1/checkout/sessions')
  ) {
    return types === undefined ? raw : { ...rest, allowed_payment_method_types: types }
  }
  if (coupon !== undefined && path.startsWith('/v1/promotion_codes'))
    return { ...rest, promotion: { type: 'coupon', coupon } }
  if (coupon !== undefined && path.startsWith('/v1/customers')) return { ...rest, legacy_coupon: coupon }
  return raw
}
