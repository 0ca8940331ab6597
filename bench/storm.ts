// A storm of log-ins, right and wrong ones, and what other people notice of it: how long their pages take beside how long they take
// while nobody logs in. The process's memory and how late its event loop is, too.
// Run: npx tsx bench/storm.ts [rounds] [seconds]. Compare the ratios of one run; the figures are the machine's.
import { fork } from 'node:child_process'
import { createCustomer } from '../src/accounts/create-customer.ts'
import { besideWords, idleAndUnder, PASSWORD } from './support/idle-and-under.ts'
import type { Storm, Stormed } from './support/log-in-storm.ts'
import { ask, startOwnWeb } from './support/own-web.ts'
import { describe } from './support/statistics.ts'

const AT_ONCE = [20, 64]
const [rounds = 3, seconds = 10] = process.argv.slice(2).map(Number)

for (const atOnce of AT_ONCE) {
  const web = await startOwnWeb()
  const emails = Array.from({ length: atOnce }, (_, at) => `stormer-${at}@example.com`)
  for (const email of emails) await createCustomer(web.app, { email, password: PASSWORD, verified: true })
  const program = fork(new URL('support/log-in-storm.ts', import.meta.url))
  let before: number | undefined // once every page was asked for and nobody has logged in
  let last: Stormed | undefined
  const beside = await idleAndUnder(web, rounds, seconds, async () => {
    const { resident } = await web.vitals()
    before ??= resident
    const storm: Storm = { port: web.port, emails, password: PASSWORD, seconds }
    last = (await ask(program, storm)) as Stormed // what log-in-storm.ts sends
  })
  const after = await web.vitals()
  console.log(`${atOnce} at once`)
  console.log(`  other pages  ${besideWords(beside)}`)
  if (last) {
    const { times, entered, refused, turnedAway } = last
    console.log(`  log-ins      ${describe(times)}: ${entered} let in, ${refused} refused, ${turnedAway} too busy`)
  }
  console.log(`  event loop   ${after.late.toFixed(1)} ms late at p99, ${after.lateAtMost.toFixed(0)} ms at most`)
  const grown = after.residentAtMost - (before ?? 0)
  console.log(
    `  memory       ${after.residentAtMost.toFixed(0)} MB resident at most, ${grown.toFixed(0)} MB more than before`,
  )
  program.kill()
  await web.close()
}
