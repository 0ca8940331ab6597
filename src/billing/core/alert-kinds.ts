// Everything that staff are told of. Invariant: each kind has a page in docs/runbooks that says what to do (a test holds it).

export const ALERT_KINDS = [
  'unknown-price',
  'second-subscription',
  'refund-failed',
  'dispute',
  'fraud-warning',
  'refund-approval',
  'trial-again',
  'paid-after-deletion',
  'deletion-stuck',
  'drift',
  'webhook-from-the-future',
  'node-copied',
] as const

export type AlertKind = (typeof ALERT_KINDS)[number]
