// A program of its own: asks for pages at a steady pace, whether the one before was answered or not, and tells how long each took.
// Invariant: an answer that is not 200 fails the run, so a page that is refused is never taken for a quick one.
import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Reading {
  port: number
  /** In turns. */
  paths: string[]
  cookie: string
  perSecond: number
  seconds: number
}

const agent = new Agent({ keepAlive: true, maxSockets: 64, timeout: 5_000 }) // the web lets go of idle connections after ten

process.on('message', (reading: Reading) => void read(reading).then((times) => process.send?.(times)))

/** Milliseconds of each. */
async function read({ port, paths, cookie, perSecond, seconds }: Reading): Promise<number[]> {
  const began = performance.now()
  const asked: Promise<number>[] = []
  for (let at = 0; at < perSecond * seconds; at++) {
    await sleep(Math.max(0, (at * 1000) / perSecond - (performance.now() - began)))
    asked.push(take(port, paths[at % paths.length] ?? '/', cookie))
  }
  return Promise.all(asked)
}

function take(port: number, path: string, cookie: string): Promise<number> {
  const began = performance.now()
  return new Promise((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', path, agent, headers: { cookie } }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`${path} answered ${answer.statusCode}`))
      answer.resume().on('end', () => resolve(performance.now() - began))
    })
    sent.on('error', reject).end()
  })
}
