// Runs the demo as somebody would who just installed it: through the launcher, from another folder, with a bare PATH.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface DemoOptions {
  launcher: string
  dataDir: string
  port: number
  /** Root may start it as another user. */
  uid: number | undefined
}

/** Starts the launcher; what it prints is collected. */
export function launchDemo({ launcher, dataDir, port, uid }: DemoOptions) {
  const identity = uid === undefined ? {} : { uid, gid: uid }
  const child = spawn(launcher, ['demo'], {
    cwd: '/',
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/nonexistent', DATA_DIR: dataDir, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...identity,
  })
  let output = ''
  const collect = (chunk: Buffer) => (output += chunk.toString())
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  const ended = once(child, 'close').then(() => child.exitCode)
  return {
    origin: `http://127.0.0.1:${port}`,
    output: () => output,
    ended,
    /** Ends it and resolves with its exit status, null when the signal ended it. */
    end(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL') {
      child.kill(signal)
      return ended
    },
  }
}

/** The database server's process id, from the cluster's own file. */
export async function postmasterOf(dataDir: string): Promise<number> {
  const file = await readFile(join(dataDir, 'postgres', 'data', 'postmaster.pid'), 'utf8')
  return Number(file.split('\n')[0])
}

/** A port that was free a moment ago. */
/** The status of a GET, or null while nobody answers. */
export async function statusOf(url: string): Promise<number | null> {
  return fetch(url, { redirect: 'manual' }).then(
    (response) => response.status,
    () => null,
  )
}
