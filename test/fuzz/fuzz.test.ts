// Mutated requests as every kind of caller: nothing breaks, nothing of the machine shows, everything is answered in time, and
// the invariants hold afterwards. As many as fit into the time of a test run; TURNPIKE_FUZZ=100000 sends that many.
// TURNPIKE_FUZZ_SECONDS ends it earlier. TURNPIKE_FUZZ_SEED chooses others; the number of a request that is shown repeats it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { unbanAccount } from '../../src/accounts/ban.ts'
import { changeRole } from '../../src/accounts/change-role.ts'
import { accountCard } from '../../src/accounts/queries.ts'
import { Refusal } from '../../src/lib/refusal.ts'
import { addDevice } from '../../src/vpn/add-device.ts'
import { listDevices } from '../../src/vpn/list-devices.ts'
import { removeDevice } from '../../src/vpn/remove-device.ts'
import { checkInvariants } from '../../src/ops/invariants.ts'
import { anchorFileOf } from '../../src/ops/audit-anchors.ts'
import { createWorld, type World } from '../support/world.ts'
import {
  byBearer,
  byNode,
  byCookie,
  enrolled,
  holdings,
  member,
  visitor,
  type Caller,
  type Member,
} from '../security/callers.ts'
import { chanceOf } from './chance.ts'
import { collectTargets, pathsWith } from './collect.ts'
import { mutated, type Sent } from './mutate.ts'
import { openSender, sendBytes, type Heard } from './send.ts'
import type { Target } from './targets.ts'

const SEED = Number(process.env['TURNPIKE_FUZZ_SEED'] ?? 1)
const ASKED = Number(process.env['TURNPIKE_FUZZ'] ?? 0)
const SECONDS = Number(process.env['TURNPIKE_FUZZ_SECONDS'] ?? (ASKED > 0 ? 3_600 : 100)) // of sending
const AT_ONCE = 8
const SLOWEST = 10_000 // ms, on a machine that does other things too
const TELLING =
  /node_modules|\.(?:ts|tsx|mjs):\d+|TypeError|ReferenceError|syntax error at|violates|invalid input|duplicate key|relation "|kysely/i
/** After all nodes were retired: said kindly, and so. */
const NO_NODE = /There is no server to connect to|No server is ready/
/** Acts that hash a password, read the whole database or ask Stripe: seldom, or they are all that is done. */
const COSTLY =
  /password|log-in|sign-up|set-up|api-keys$|sync|invariants|checkouts|subscription|reconciliation|account\/data|deletion/

let world: World
let held: Awaited<ReturnType<typeof holdings>>
let targets: Target[] = []
const callers = new Map<string, Caller>()
const members = new Map<string, Member>()

beforeAll(async () => {
  world = await createWorld({ TRUSTED_PROXIES: '127.0.0.1' })
  held = await holdings(world)
  members.set('customer', held.holder)
  members.set('support', await member(world, 'support'))
  members.set('owner', await member(world, 'owner'))
  callers.set('visitor', visitor(world)).set('node', byNode(world, held.node))
  for (const role of ['customer', 'support', 'owner']) await renew(role)
  await renew('key')
  await renew('staff key')
  targets = await collectTargets(world.url, pathsWith(held.ids), (as) => callers.get(as)?.headers ?? {})
}, 120_000)
afterAll(() => world.close())

/** A fresh session or key for who lost his, by log-out, ban or revocation. */
async function renew(as: string): Promise<void> {
  const name = as === 'key' ? 'customer' : as === 'staff key' ? 'owner' : as
  if (as === 'node') return void callers.set(as, byNode(world, await enrolled(world)))
  let who = members.get(name)
  if (!who) return
  await unbanAccount(world.app, { account: who.account, actor: 'command-line' })
  await restoreRole(who)
  if (!as.endsWith('key')) return void callers.set(as, byCookie(world, as, await who.session()))
  if (as === 'key') await world.app.throttle.forget('current-password', who.account)
  const secret = await who.key().catch(() => null)
  if (secret === null) {
    who = await member(world, as === 'key' ? 'customer' : 'owner') // its password is another by now, or its keys are many
    members.set(name, who)
  }
  callers.set(as, byBearer(world, as, secret ?? (await who.key())))
}

/** An owner may have given it to somebody else, or taken it. */
async function restoreRole({ account, role }: Member): Promise<void> {
  const now = (await accountCard(world.app.db, account))?.role
  if (role === 'customer' || now === role) return
  const wish = { act: now === 'customer' ? 'give' : 'change', role } as const
  await changeRole(world.app, { account, wish, actor: 'command-line' }).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error // another was quicker
  })
}

/** The customer's device goes now and then; then this one stands in its place. */
let device = 'none'
async function freshDevice(): Promise<void> {
  const { app } = world
  const { account } = held.holder
  await unbanAccount(app, { account, actor: 'command-line' })
  for (const { id } of await listDevices(app, account))
    await removeDevice(app, account, id).catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error // it is gone already
    })
  const granted = { plan_id: 'premium', granted_until: new Date(app.clock().getTime() + 86_400_000) }
  await app.db.updateTable('access').set(granted).where('account_id', '=', account).execute()
  const made = await addDevice(app, account, { name: 'Phone', protocol: 'wireguard' }).catch((error: unknown) => {
    if (error instanceof Refusal) return null // another request was quicker: a ban, a device of that name
    throw error
  })
  if (made) device = made.id
}

function requestOf(index: number) {
  const chance = chanceOf(SEED, index)
  let target = chance.one(targets)
  for (let tries = 0; tries < 3 && COSTLY.test(target.path); tries++) target = chance.one(targets)
  const who = callers.get(target.as) ?? visitor(world)
  target = { ...target, path: target.path.replace(held.ids['devices'] ?? 'none', device) }
  const headers = { origin: world.url, 'x-forwarded-for': `10.${index & 255}.${(index >> 8) & 255}.7`, ...who.headers }
  const sent = mutated(target, { headers, csrf: who.csrf }, chance)
  const { method, path, body } = sent
  return { chance, sent: { ...sent, headers: { ...who.sign?.({ method, target: path, body }), ...sent.headers } } }
}

/** What is wrong with an answer; null: nothing. */
function faultOf({ status, text, ms }: Heard): string | null {
  if (status >= 500 && !NO_NODE.test(text)) return `status ${status}`
  if (TELLING.test(text)) return `it tells "${TELLING.exec(text)?.[0] ?? ''}"`
  return ms > SLOWEST ? `it took ${Math.round(ms)} ms` : null
}

const lost = ({ status, location, text }: Heard) =>
  status === 401 || /^\/(log-in|step-up)/.test(location) || text.includes('"retired"')
const brief = ({ as, method, path, headers, body }: Sent) =>
  `${as} ${method} ${path.slice(0, 200)} ${headers['content-type'] ?? ''} ${JSON.stringify(body.slice(0, 300))}`

test('58, 62, 66: no mutated request breaks anything', { timeout: ASKED > 0 ? 3_600_000 : 300_000 }, async () => {
  const sender = openSender(world.url, AT_ONCE)
  const faults: string[] = []
  const statuses = new Map<number, number>()
  const ends = performance.now() + SECONDS * 1000
  let next = 0
  const goesOn = () => faults.length < 20 && performance.now() < ends && (ASKED === 0 || next < ASKED)
  const one = async () => {
    while (goesOn()) {
      const index = next++
      if (index % 250 === 0) await freshDevice()
      const { chance, sent } = requestOf(index)
      if (chance.once(40)) {
        const heard = await sendBytes(world.url, sent, chance)
        if (/^HTTP\/1.1 5/.test(heard) || TELLING.test(heard)) faults.push(`${index}: bytes: ${heard.slice(0, 100)}`)
        continue
      }
      const heard = await sender.send(sent).catch((error: unknown) => ({ ...NO_ANSWER, text: String(error) }))
      statuses.set(heard.status, (statuses.get(heard.status) ?? 0) + 1)
      const fault = faultOf(heard)
      if (fault !== null) faults.push(`${index}: ${fault}: ${brief(sent)} -> ${heard.text.slice(0, 300)}`)
      if (sent.isHonest && lost(heard)) await renew(sent.as)
    }
  }
  const from = performance.now()
  await Promise.all(Array.from({ length: AT_ONCE }, one))
  sender.close()
  const seconds = (performance.now() - from) / 1000
  process.stdout.write(
    `${next} requests in ${Math.round(seconds)} s, seed ${SEED}, ${targets.length} targets: ${JSON.stringify(
      Object.fromEntries([...statuses].toSorted(([a], [b]) => a - b)),
    )}\n`,
  )
  expect(faults).toEqual([])
  expect(next).toBeGreaterThan(1_000)
  expect((await fetch(`${world.url}/readyz`)).status).toBe(200)
  await world.settled()
  const checks = await checkInvariants({ ...world.app, anchors: anchorFileOf(world.app.config, world.app.seal) })
  expect(checks.filter((check) => !check.ok)).toEqual([])
})

const NO_ANSWER: Heard = { status: 599, text: '', location: '', ms: 0 }
