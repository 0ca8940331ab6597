// One process at a time does something to a file: the lock is a name in the kernel's own space of sockets (unix(7), abstract), which
// only one may have. Invariant: it goes with the process that holds it, so nothing is left behind by kill -9.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { realpath } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { basename, dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const LONGEST_WAIT_MS = 10_000

/** Runs `work` while no other process of this machine is in `oneAtATime` for `path`, whose folder must be there. */
export async function oneAtATime<T>(path: string, work: () => Promise<T>): Promise<T> {
  const lock = await take(path)
  try {
    return await work()
  } finally {
    lock.close()
  }
}

async function take(path: string): Promise<Server> {
  const file = join(await realpath(dirname(resolve(path))), basename(path))
  const name = `\0turnpike-${createHash('sha256').update(file).digest('hex')}`
  for (const deadline = Date.now() + LONGEST_WAIT_MS; Date.now() < deadline; await sleep(5)) {
    const lock = await listen(name)
    if (lock) return lock
  }
  throw new Error(`${path} is being written by another process that does not come to an end.`)
}

/** Null while another one has the name. */
async function listen(name: string): Promise<Server | null> {
  const server = createServer((stranger) => stranger.destroy())
  try {
    await once(server.listen(name), 'listening')
    return server
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return null
    throw error
  }
}
