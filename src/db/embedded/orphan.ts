// What an earlier Turnpike may have left behind when it was killed: a server that still runs on our data, or a
// postmaster.pid whose process id now belongs to somebody else. Only called while we hold the data folder's lock, so a
// server that is found has no living owner.
import { constants, existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Ends a server left on `clusterDir` and waits until it is gone; throws when it will not go. */
export async function endOrphan(clusterDir: string, log: (line: string) => void): Promise<void> {
  const pidFile = join(clusterDir, 'postmaster.pid')
  if (!existsSync(pidFile)) return
  const [firstLine = '', ...rest] = (await readFile(pidFile, 'utf8')).split('\n')
  const pid = Number(firstLine)
  if (!(await isServerOf(clusterDir, pid))) {
    // A stranger may have the process id by now, and PostgreSQL would refuse to start. It does not mind its parent's id
    // (miscinit.c, CreateLockFile); the other lines stay, as they let it check for left-over shared memory.
    await writeFile(pidFile, [process.pid, ...rest].join('\n'), {
      flag: constants.O_WRONLY | constants.O_NOFOLLOW | constants.O_TRUNC,
    })
    return
  }
  log(`ending PostgreSQL process ${pid}, left by a Turnpike that was killed`)
  for (const [signal, seconds] of [
    ['SIGINT', 20],
    ['SIGQUIT', 10],
  ] as const) {
    if (await endWith(signal, seconds, clusterDir, pid)) return
  }
  throw new Error(`PostgreSQL process ${pid} still runs on ${clusterDir} and does not end`)
}

async function endWith(signal: 'SIGINT' | 'SIGQUIT', seconds: number, clusterDir: string, pid: number) {
  if (await isServerOf(clusterDir, pid)) process.kill(pid, signal)
  const deadline = Date.now() + seconds * 1000
  while (Date.now() < deadline) {
    if (!(await isServerOf(clusterDir, pid))) return true
    await sleep(20)
  }
  return false
}

/** Whether `pid` is a PostgreSQL server started on this folder. A zombie has no command line and is not one. */
async function isServerOf(clusterDir: string, pid: number): Promise<boolean> {
  if (!Number.isSafeInteger(pid) || pid <= 1) return false
  const argv = await readFile(`/proc/${pid}/cmdline`, 'utf8').then(
    (text) => text.split('\0'),
    () => [],
  )
  return (argv[0] ?? '').endsWith('postgres') && argv[1] === '-D' && argv[2] === clusterDir
}
