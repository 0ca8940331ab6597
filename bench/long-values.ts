// Fifty kilobytes of what makes careless expressions go wild, and words that would make a database or a shell sleep, in every parameter
// of every form and operation, beside what was there before: how long each takes to be answered.
// Run: npx tsx bench/long-values.ts [kilobytes]. Compare the ratios of one run; the figures are the machine's.
import { collectTargets, pathsWith } from '../test/fuzz/collect.ts'
import type { Target } from '../test/fuzz/targets.ts'
import { byBearer, byCookie, byNode, holdings, member, visitor, type Caller } from '../test/security/callers.ts'
import { createWorld } from '../test/support/world.ts'
import { startBenchDatabase } from './support/database.ts'
import { describe, percentile } from './support/statistics.ts'

const length = Number(process.argv[2] ?? 50) * 1024
const SEEDS = ['a', ' ', '=', 'a@', '(', '1.', 'a-', '\t', '"', '/', 'ß', '%']
const SLEEPING = [
  "'; select pg_sleep(9); --",
  '$(sleep 9)',
  '`sleep 9`',
  "' or pg_sleep(9) is null --",
  '| sleep 9',
  '{{sleep(9)}}',
]
/** Acts that end what the others need, and those that take as long as Stripe does. */
const LEFT_OUT = /deletion|\/ban$|log-out|revocation|removal|retirement|sessions\/end|rehearsal|sync$|replay/

const world = await createWorld({ TRUSTED_PROXIES: '127.0.0.1' }, '+0s', await startBenchDatabase())
const held = await holdings(world)
const [support, owner] = [await member(world, 'support'), await member(world, 'owner')]
const callers: Record<string, Caller> = {
  visitor: visitor(world),
  customer: byCookie(world, 'customer', await held.holder.session()),
  support: byCookie(world, 'support', await support.session()),
  owner: byCookie(world, 'owner', await owner.session()),
  node: byNode(world, held.node),
  key: byBearer(world, 'key', await held.holder.key()),
  'staff key': byBearer(world, 'staff key', await owner.key()),
}
const all = await collectTargets(world.url, pathsWith(held.ids), (as) => callers[as]?.headers ?? {})
const targets = all.filter(({ path }) => !LEFT_OUT.test(path))

let network = 0
async function send(target: Target, name: string, value: string): Promise<number> {
  const { headers, csrf, sign } = callers[target.as] ?? visitor(world)
  const fields = Object.entries({ ...target.fields, [name]: value }).map(([field, text]): [string, unknown] => [
    field,
    field === 'csrf' ? csrf : text,
  ])
  const words = String(new URLSearchParams(fields.map(([field, text]): [string, string] => [field, String(text)])))
  const isJson = target.kind === 'json'
  const type = isJson ? 'application/json' : 'application/x-www-form-urlencoded'
  const from = { 'x-forwarded-for': `10.8.${++network >> 8}.${network & 255}`, origin: world.url, 'content-type': type }
  const body = isJson ? JSON.stringify(Object.fromEntries(fields)) : words
  const query = `${target.path}?${words.slice(0, 12_000)}`
  const signed =
    target.kind === 'query'
      ? sign?.({ method: 'GET', target: query, body: '' })
      : sign?.({ method: 'POST', target: target.path, body })
  const began = performance.now()
  const answer =
    target.kind === 'query'
      ? await fetch(world.url + query, { headers: { ...headers, ...signed }, redirect: 'manual' })
      : await fetch(world.url + target.path, {
          method: 'POST',
          body,
          headers: { ...headers, ...signed, ...from },
          redirect: 'manual',
        })
  await answer.text()
  if (answer.status >= 500 && answer.status !== 503) throw new Error(`${target.path} ${name} answered ${answer.status}`)
  return performance.now() - began
}

const took: Record<'as before' | 'long' | 'sleeping', number[]> = { 'as before': [], long: [], sleeping: [] }
let slowest = { ms: 0, what: '' }
let parameters = 0
for (const target of targets) {
  for (const name of Object.keys(target.fields).filter((field) => field !== 'csrf')) {
    parameters++
    took['as before'].push(await send(target, name, String(target.fields[name])))
    const seed = SEEDS[parameters % SEEDS.length] ?? 'a'
    const long = seed.repeat(Math.ceil(length / seed.length)).slice(0, length)
    const ms = await send(target, name, long)
    took.long.push(ms)
    if (ms > slowest.ms) slowest = { ms, what: `${target.path.replaceAll(/_[a-z2-9]{20}/g, '')} ${name}` }
    took.sleeping.push(await send(target, name, SLEEPING[parameters % SLEEPING.length] ?? ''))
  }
}
console.log(`${parameters} parameters of ${targets.length} forms, queries and operations`)
for (const [name, times] of Object.entries(took)) console.log(`${name.padEnd(10)} ${describe(times)}`)
console.log(
  `p99 of long beside as before: ${(percentile(took.long, 0.99) / percentile(took['as before'], 0.99)).toFixed(2)} times`,
)
console.log(`slowest of long: ${slowest.ms.toFixed(0)} ms, ${slowest.what}`)
await world.close()
