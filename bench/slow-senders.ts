// A thousand connections that never finish what they send: how long they are let, and what other people notice of them.
// Run: npx tsx bench/slow-senders.ts [sockets] [seconds]. Compare the ratios of one run; the figures are the machine's.
import { fork } from 'node:child_process'
import { besideWords, idleAndUnder } from './support/idle-and-under.ts'
import { ask, startOwnWeb } from './support/own-web.ts'
import type { Held, SlowOrder } from './support/slow-sockets.ts'
import { percentile } from './support/statistics.ts'

const [sockets = 1000, seconds = 12] = process.argv.slice(2).map(Number)
const web = await startOwnWeb()
const program = fork(new URL('support/slow-sockets.ts', import.meta.url))
let held: Held = { headers: [], bodies: [] }
const beside = await idleAndUnder(web, 3, seconds, async () => {
  held = (await ask(program, { port: web.port, sockets } satisfies SlowOrder)) as Held // what slow-sockets.ts sends
})
const { residentAtMost } = await web.vitals()
console.log(`other pages       ${besideWords(beside)}`)
for (const [name, times] of Object.entries(held) as [string, number[]][]) {
  const [middle, most] = [percentile(times, 0.5).toFixed(1), percentile(times, 1).toFixed(1)]
  console.log(
    `slow ${name.padEnd(8)}     ${times.length} connections, closed after ${middle} s, the last after ${most} s`,
  )
}
console.log(`memory            ${residentAtMost.toFixed(0)} MB resident at most`)
program.kill()
await web.close()
