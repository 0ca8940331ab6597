// Keeps the server running until it is told to stop: one that crashes is started again on the same socket, so clients
// only have to reconnect. While it cannot start (a full disk) it is tried again, so that work goes on by itself later.
import { setTimeout as sleep } from 'node:timers/promises'
import { endOrphan } from './orphan.ts'
import { startPostmaster } from './postmaster.ts'
import type { Postmaster, PostmasterPlan } from './postmaster.ts'
import { untilReady } from './ready.ts'

/** Longest pause between two tries to start a server that crashed. */
const LONGEST_PAUSE_MS = 5_000

/** Children of a crashed server need a moment to end before its memory may be taken over (miscinit.c). */
const STILL_ENDING = 'shared memory block'
const ENDING_TRIES = 50

/** Starts the server and resolves when it is ready; throws when it cannot start the first time. */
export async function supervise(plan: PostmasterPlan, signal?: AbortSignal): Promise<{ stop(): Promise<void> }> {
  let postmaster = await startReady(plan, () => signal?.throwIfAborted())
  const stopping = new AbortController()
  const restarted = async (): Promise<Postmaster> => {
    for (let pause = 100; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      plan.log('PostgreSQL ended by itself; starting it again')
      const next = await startReady(plan, () => stopping.signal.throwIfAborted()).catch(() => null)
      if (next) return next
      // Its own words went to the log line by line; a wait cut short by `stop` rejects and ends the watch.
      await sleep(pause, null, { signal: stopping.signal })
    }
  }
  const watch = async () => {
    while (!stopping.signal.aborted) {
      await postmaster.ended
      if (!stopping.signal.aborted) postmaster = await restarted()
    }
    await postmaster.stop()
  }
  const watching = watch().catch((error: unknown) => {
    if (!stopping.signal.aborted) throw error
  })
  const stop = async () => {
    stopping.abort()
    await postmaster.stop()
    await watching
  }
  return { stop }
}

async function startReady(plan: PostmasterPlan, checkpoint: () => void): Promise<Postmaster> {
  for (let tries = 1; ; tries += 1) {
    checkpoint()
    await endOrphan(plan.clusterDir, plan.log)
    const postmaster = startPostmaster(plan)
    try {
      await untilReady(postmaster, plan.socketDir, checkpoint)
      return postmaster
    } catch (error) {
      await postmaster.stop()
      const mayPass = tries < ENDING_TRIES && error instanceof Error && error.message.includes(STILL_ENDING)
      if (!mayPass) throw error
    }
    await sleep(100)
  }
}
