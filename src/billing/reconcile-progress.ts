// How far a reconciliation is, for whoever watches it: the share of its time that is walked, then what is tried to repair.
// Invariant: without a watcher nothing is read for it.
import type { Db } from '../db/open.ts'
import type { CopyKind } from './core/drift.ts'
import { walkedShare } from './core/walked.ts'
import * as copies from './copy-queries.ts'
import * as queries from './reconcile-queries.ts'

export type Progress =
  | {
      doing: 'compare'
      /** From 0 to 1, of all lists together. */
      share: number
      /** Objects so far, of each kind. */
      compared: Record<CopyKind, bigint>
    }
  | { doing: 'repair'; done: number; all: number }
export type Watcher = (progress: Progress) => void

/** To be called whenever a window of the run moved. */
export async function watchWalk(db: Db, run: string, watcher: Watcher | null): Promise<() => Promise<void>> {
  const span = watcher && (await queries.runById(db, run))
  if (!span) return async () => undefined
  const oldest = await copies.oldestCopy(db)
  return async () => {
    const windows = await queries.windowsOf(db, run)
    const lists = [...Map.groupBy(windows, ({ kind }) => kind).values()]
    const share = walkedShare(lists, { from: span.from_at, to: span.to_at }, oldest)
    watcher({ doing: 'compare', share, compared: comparedOf(windows) })
  }
}

export function comparedOf(windows: readonly queries.Window[]): Record<CopyKind, bigint> {
  const compared = { charge: 0n, refund: 0n, dispute: 0n, subscription: 0n }
  for (const window of windows) compared[window.kind] += window.compared
  return compared
}
