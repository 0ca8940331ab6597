// What other people notice: how long pages take while nothing else is asked of the web, and while it is under a load; in turns, in
// one run, so that only the load differs.
import { fork } from 'node:child_process'
import { createCustomer } from '../../src/accounts/create-customer.ts'
import { createSession } from '../../src/accounts/session.ts'
import type { App } from '../../src/app.ts'
import { ask, type OwnWeb } from './own-web.ts'
import type { Reading } from './page-reader.ts'
import { median, percentile } from './statistics.ts'

export const PASSWORD = 'correct horse battery staple'
const PATHS = ['/', '/plans', '/dashboard', '/devices', '/account']
const PER_SECOND = 15 // far below what the web can answer, so that nothing queues of itself

export interface Beside {
  /** Milliseconds, medians of the rounds. */
  idle: { p50: number; p99: number }
  under: { p50: number; p99: number }
}

/** `load` is held on for `seconds` by whoever it asks. */
export async function idleAndUnder(
  web: OwnWeb,
  rounds: number,
  seconds: number,
  load: (round: number) => Promise<unknown>,
): Promise<Beside> {
  const reader = fork(new URL('page-reader.ts', import.meta.url))
  const cookie = `turnpike=${await sessionOf(web.app)}`
  const read = async (length = seconds): Promise<number[]> => {
    const reading: Reading = { port: web.port, paths: PATHS, cookie, perSecond: PER_SECOND, seconds: length }
    return (await ask(reader, reading)) as number[] // what page-reader.ts sends
  }
  await read(2) // compiles, opens connections
  const [idle, under]: number[][][] = [[], []]
  for (let round = 0; round < rounds; round++) {
    idle?.push(await read())
    const loaded = load(round)
    under?.push(await read())
    await loaded
  }
  reader.kill()
  const middle = (times: number[][] = []) => ({
    p50: median(times.map((one) => percentile(one, 0.5))),
    p99: median(times.map((one) => percentile(one, 0.99))),
  })
  return { idle: middle(idle), under: middle(under) }
}

async function sessionOf(app: App): Promise<string> {
  const { account } = await createCustomer(app, { email: 'reader@example.com', password: PASSWORD, verified: true })
  return createSession(app.db, app.clock, { id: account, role: 'customer' }, { secondFactorAt: null })
}

/** Such as `p50 4 ms, p99 9 ms idle; 5 and 17 ms under it: 1.3 and 1.9 times`. */
export function besideWords({ idle, under }: Beside): string {
  const ms = (value: number) => value.toFixed(1)
  const ratio = (name: 'p50' | 'p99') => (under[name] / idle[name]).toFixed(2)
  const [before, during] = [
    `p50 ${ms(idle.p50)}, p99 ${ms(idle.p99)} ms idle`,
    `${ms(under.p50)} and ${ms(under.p99)} ms`,
  ]
  return `${before}; ${during} under it: ${ratio('p50')} and ${ratio('p99')} times`
}
