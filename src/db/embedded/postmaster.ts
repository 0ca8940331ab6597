// One run of the PostgreSQL server as our child. It ends with us, however we end: the kernel interrupts it when our
// process dies (PR_SET_PDEATHSIG, prctl(2)). It has its own session, so Ctrl-C reaches only us and we end it in order.
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Binaries } from './binaries.ts'
import { startDaemon } from './program.ts'
import type { RunAs } from './run-as.ts'

export interface PostmasterPlan {
  binaries: Binaries
  runAs: RunAs
  clusterDir: string
  socketDir: string
  settings: Readonly<Record<string, string>>
  log: (line: string) => void
}

export interface Postmaster {
  pid: number
  /** Resolves when the server has ended, with its last words. */
  ended: Promise<string>
  /** Fast shutdown: open transactions are rolled back, a checkpoint is written. Resolves when it has ended. */
  stop(): Promise<void>
}

/** Longest wait for an orderly end; a checkpoint on a slow disk may take a while. */
const STOP_MS = 60_000
const LAST_LINES = 12
const LONGEST_LINE = 2_000

/** Starts the server; it is not ready yet. Must be called on the main thread: the death of the calling thread ends it. */
export function startPostmaster(plan: PostmasterPlan): Postmaster {
  const { binaries, runAs, clusterDir, log } = plan
  const switches = [...runAs.switches, '--pdeathsig=INT']
  const child = startDaemon(binaries.postgres, ['-D', clusterDir, ...settingArguments(plan)], { switches })
  const lastLines: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue
    createInterface({ input: stream }).on('line', (line) => {
      log(line)
      lastLines.push(line.slice(0, LONGEST_LINE))
      if (lastLines.length > LAST_LINES) lastLines.shift()
    })
  }
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`cannot start PostgreSQL: ${error.message}`))
    child.once('close', () => resolve(lastLines.join('\n')))
  })
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
    child.kill('SIGINT')
    const inTime = await Promise.race([once(child, 'close'), sleep(STOP_MS, null, { ref: false })])
    // Immediate shutdown loses nothing that was committed: the next start recovers it from the log.
    if (inTime === null) child.kill('SIGQUIT')
    await ended
  }
  return { pid: child.pid ?? -1, ended, stop }
}

function settingArguments({ socketDir, settings }: PostmasterPlan): string[] {
  const all = { ...settings, listen_addresses: '', unix_socket_directories: socketDir }
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
