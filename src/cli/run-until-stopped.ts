// The life of a process that serves: start things in order, and on Ctrl-C or SIGTERM close them, last first.
// Invariant: work in flight gets 25 seconds, the rest the time to let go; a second signal ends at once.
import closeWithGrace from 'close-with-grace'
import { describeFault } from './fault.ts'

const LONGEST_CLOSE_MS = 30_000

interface Closable {
  close(): Promise<void>
}

export interface Run {
  /** Remembers what was opened, to close it; throws when it was told to stop meanwhile. */
  keep<T extends Closable>(opened: T): T
}

/** Resolves when `start` has; from then on the process ends by a signal. A failed start closes what it had opened. */
export async function runUntilStopped(start: (run: Run) => Promise<void>): Promise<void> {
  const opened: Closable[] = []
  const stopping = new AbortController()
  const run: Run = {
    keep(thing) {
      opened.push(thing)
      stopping.signal.throwIfAborted()
      return thing
    },
  }
  let starting: Promise<unknown> = Promise.resolve()
  const grace = closeWithGrace(
    {
      delay: LONGEST_CLOSE_MS,
      logger: false,
      skip: ['beforeExit'],
      onSecondSignal,
      onTimeout,
      onSecondError: complain,
    },
    async ({ err }) => {
      if (err) complain(err)
      stopping.abort()
      await starting
      await closeAll(opened)
    },
  )
  const started = start(run)
  starting = started.catch(() => undefined) // told to the caller below
  try {
    await started
  } catch (error) {
    if (stopping.signal.aborted) return
    grace.uninstall()
    await closeAll(opened)
    throw error
  }
}

/** One thing that does not close must not keep the others open: the database above all. */
async function closeAll(opened: Closable[]): Promise<void> {
  for (const thing of opened.toReversed()) await thing.close().catch(complain)
}

function complain(error: unknown): void {
  for (const line of describeFault(error).lines) process.stderr.write(`turnpike: ${line}\n`)
}

function onSecondSignal(): void {
  process.stderr.write('turnpike: ended at once, without waiting for work in flight\n')
}

function onTimeout(): void {
  process.stderr.write('turnpike: something did not close in time; ended without it\n')
}
