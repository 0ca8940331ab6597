// A port that nothing listens on, on loopback. Not from the system's own pool (from 32768 on), which gives it to the next connection
// that anybody opens before the caller listens; and each process has ports of its own, so that suites beside each other never meet.
import { once } from 'node:events'
import { createServer } from 'node:net'

const FIRST = 12_000
const OF_ONE = 64
const SHARES = 320 // ends below the system's pool
let tried = 0

export async function freePort(): Promise<number> {
  const begin = FIRST + (process.pid % SHARES) * OF_ONE
  for (let left = OF_ONE; left > 0; left--) {
    const port = begin + (tried++ % OF_ONE)
    if (await isFree(port)) return port
  }
  throw new Error(`of the ports ${begin} to ${begin + OF_ONE - 1} none is free`)
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return false // taken, whoever has it
  }
  server.close()
  await once(server, 'close')
  return true
}
