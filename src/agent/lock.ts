// One agent to a state directory.
// Invariant: the lock is a listening socket, so it ends with its process, however that ends; a file that is left over is
// told from a living agent by asking.
import { rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import type { Server } from 'node:net'
import { join } from 'node:path'
import { Problem } from './problem.ts'

/** Takes the lock. Throws a Problem when another agent holds it. */
export async function lockStateDir(stateDir: string): Promise<{ release: () => void }> {
  const path = join(stateDir, 'agent.sock')
  if (await answers(path)) throw new Problem(`another agent already runs with ${stateDir}`)
  await rm(path, { force: true })
  const server = createServer((socket) => socket.destroy())
  await listening(server, path)
  server.unref()
  return { release: () => server.close() }
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
}
