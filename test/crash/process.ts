// A process behind a proxy: started ahead of its use, served when it is wanted, killed at the chosen message.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { openProxy, type Fault } from './proxy.ts'

export interface Victim {
  /** Tells it where everything is, and waits until it serves. */
  serve(): Promise<void>
  arm(fault: Fault | null): void
  counted(): number
  fired(): boolean
  kill(): Promise<void>
  ended: Promise<void>
}

/** `databaseUrl` is the test server's, with its socket folder; `messageFor` makes what the process is told from the proxy's. */
export async function startVictim(
  program: string,
  databaseUrl: string,
  messageFor: (databaseUrl: string) => object,
): Promise<Victim> {
  const child = fork(program, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] })
  const url = new URL(databaseUrl)
  const proxy = await openProxy(`${url.searchParams.get('host')}/.s.PGSQL.5432`, () => void child.kill('SIGKILL'))
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const loaded = once(child, 'message')
  const own = `postgresql://${url.username}@127.0.0.1:${proxy.port}${url.pathname}`
  return {
    async serve() {
      await loaded
      child.send(messageFor(own))
      await Promise.race([once(child, 'message'), ended.then(() => Promise.reject(new Error('it ended at its start')))])
    },
    arm: proxy.arm,
    counted: proxy.counted,
    fired: proxy.fired,
    ended,
    async kill() {
      child.kill('SIGKILL')
      await ended
      proxy.close()
    },
  }
}
