// The line that somebody at a terminal sees while a reconciliation runs: a bar of the time that is walked, then of what is repaired.
import { COPY_KINDS } from '../billing/core/drift.ts'
import type { Progress } from '../billing/reconcile-progress.ts'

const CELLS = 24

/** At most `columns` wide, without an end of line. */
export function progressLine(progress: Progress, columns: number): string {
  const share = progress.doing === 'compare' ? progress.share : shareOf(progress)
  const whole = Math.min(1, Math.max(0, share))
  const full = Math.floor(whole * CELLS)
  const bar = `[${'#'.repeat(full)}${'-'.repeat(CELLS - full)}]`
  const percent = `${String(Math.floor(whole * 100)).padStart(3)} %`
  const line = `${progress.doing === 'compare' ? 'Comparing' : 'Repairing'} ${bar} ${percent}  ${wordsOf(progress)}`
  return line.slice(0, Math.max(0, columns - 1))
}

const shareOf = ({ done, all }: { done: number; all: number }) => (all === 0 ? 1 : done / all)

function wordsOf(progress: Progress): string {
  if (progress.doing === 'repair') return `${progress.done} of ${progress.all} differences`
  return COPY_KINDS.map((kind) => `${progress.compared[kind]} ${kind}s`).join(', ')
}

/** Written over in its place on a terminal; elsewhere nothing is printed. */
export function openProgress(stream: Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'>) {
  return {
    tell(progress: Progress): void {
      if (stream.isTTY) stream.write(`\r${progressLine(progress, stream.columns)}\u001b[K`)
    },
    end(): void {
      if (stream.isTTY) stream.write('\r\u001b[K')
    },
  }
}
