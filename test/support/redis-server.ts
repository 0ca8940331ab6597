// A throw-away Redis for tests: the real server, in memory alone, on loopback. It can be frozen and killed.
import { spawn } from 'node:child_process'
import { askRedis } from '../../src/db/redis.ts'
import { freePort } from './free-port.ts'
import { until } from './until.ts'

export interface RedisServer {
  url: string
  /** `SIGSTOP` freezes it, `SIGCONT` lets it go on. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void
  /** Ends it at once. */
  stop(): Promise<void>
}

/** `port`: that of one that was stopped. */
export async function startRedis(port?: number): Promise<RedisServer> {
  const listens = port ?? (await freePort())
  const settings = { port: listens, bind: '127.0.0.1', save: '', appendonly: 'no', databases: 4096, dir: '/tmp' }
  const argv = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)])
  const server = spawn('/usr/bin/redis-server', argv, { stdio: 'ignore' })
  const ended = new Promise<void>((resolve) => {
    server.once('exit', () => resolve())
    server.once('error', () => resolve()) // not there: told below
  })
  const url = `redis://127.0.0.1:${listens}`
  const stop = async () => {
    server.kill('SIGKILL')
    await ended
  }
  try {
    await until('Redis to answer', () =>
      askRedis(url).then(
        () => true,
        () => false,
      ),
    )
  } catch (error) {
    await stop()
    throw error
  }
  return { url, signal: (name) => void server.kill(name), stop }
}
