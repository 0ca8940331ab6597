// What staff are told of differences that are open: one alert for each class. Invariant: what is accepted, repaired or gone is not told.
import type { Tx } from '../db/open.ts'
import type { Concern } from './core/converge.ts'
import { openClasses } from './reconcile-queries.ts'

/** Whose concerns these are. */
export const DRIFT = 'reconciliation'
const DETAIL = 'What is stored here differs from Stripe in this way. Look at /admin/reconciliation.'

export async function driftConcerns(tx: Tx): Promise<Concern[]> {
  const classes = await openClasses(tx)
  return classes.map((subject) => ({ kind: 'drift', subject, detail: DETAIL }))
}
