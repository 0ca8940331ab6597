// Starts `embedded-owner.ts` as a process of its own, as any user, from any copy of the project.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { PROJECT } from './readable-project.ts'

/** The user of no files, on every Linux. */
export const NOBODY = 65534

const Ready = z.object({ url: z.string(), postmaster: z.number(), log: z.array(z.string()) })

export interface OwnerOptions {
  dataDir: string
  /** Root may start it as another user. */
  uid?: number
  project?: string
  node?: string
}

/** Resolves when the database answers; rejects with what the program said when it ends instead. */
export async function startOwner({ dataDir, uid, project = PROJECT, node = process.execPath }: OwnerOptions) {
  const identity = uid === undefined ? {} : { uid, gid: uid }
  const child = spawn(node, [`${project}/test/support/embedded-owner.ts`, dataDir], {
    cwd: '/',
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...identity,
  })
  let complaint = ''
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()))
  const ended = once(child, 'close')
  const line = once(createInterface({ input: child.stdout }), 'line').then(([text]) => String(text))
  const first = await Promise.race([line, ended.then(() => null)])
  if (first === null) throw new Error(complaint)
  const ready = Ready.parse(JSON.parse(first))
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    child.kill(signal)
    await ended
  }
  return { ...ready, pid: child.pid ?? -1, end }
}

/** Whether a process runs; one that has ended and was not yet collected does not. */
export function isRunning(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== ''
  } catch {
    return false // no such process
  }
}
