// Every write of the product, filled in as well as may be, for tests that send each with something added. Who sends it gets a fresh
// session or key each time, for some of these acts end the one that they came with.
import { collectTargets, pathsWith } from '../fuzz/collect.ts'
import type { Target } from '../fuzz/targets.ts'
import type { World } from '../support/world.ts'
import { byBearer, byCookie, byNode, holdings, member, visitor, type Caller, type Member } from './callers.ts'
import { PASSWORD } from './visitors.ts'

/** What to write into fields that a page leaves empty. */
const FILLED: Record<string, string> = {
  name: 'Phone',
  protocol: 'wireguard',
  reason: 'Because',
  current: PASSWORD,
  password: PASSWORD,
  subject: 'Help',
  text: 'It is slow.',
  message: 'It is slow.',
  amount: '1.00',
  days: '1',
  plan: 'pro',
  size: '1',
  length: '1',
  unit: 'month',
  note: 'Gifts',
  off: '10%',
  duration: 'once',
  code: 'ABC-1',
  each: '1',
  details: 'Bank 12345',
  reference: 'T-1',
  email: 'new@example.com',
}

export interface EveryWrite {
  targets: Target[]
  held: Awaited<ReturnType<typeof holdings>>
  callerOf(target: Pick<Target, 'as'>): Promise<Caller>
  /** Accounts that were made for keys. */
  made: Set<string>
}

export async function everyWrite(world: World): Promise<EveryWrite> {
  const held = await holdings(world)
  const members: Record<string, Member> = {
    customer: held.holder,
    support: await member(world, 'support'),
    owner: await member(world, 'owner'),
  }
  const made = new Set<string>()
  const callerOf = async ({ as }: Pick<Target, 'as'>): Promise<Caller> => {
    if (as === 'node') return byNode(world, held.node)
    if (as === 'key' || as === 'staff key') {
      const holder = await member(world, as === 'key' ? 'customer' : 'owner')
      made.add(holder.account)
      return byBearer(world, as, await holder.key())
    }
    const who = members[as]
    return who === undefined ? visitor(world) : byCookie(world, as, await who.session())
  }
  const headers: Record<string, Record<string, string>> = {}
  for (const as of ['visitor', 'customer', 'support', 'owner']) headers[as] = (await callerOf({ as })).headers
  const all = await collectTargets(world.url, pathsWith(held.ids), (as) => headers[as] ?? {})
  const writes = all.filter(({ kind }) => kind !== 'query').map(filled)
  const targets = writes.toSorted((a, b) => endsWhat(a) - endsWhat(b))
  return { targets, held, callerOf, made }
}

/** What shuts others out, or an account altogether, comes last, and after it who of them works here at all. */
function endsWhat({ path }: Target): number {
  if (path.startsWith('/admin/staff/')) return 4
  return ['/retirement', '/ban', '/unban', '/deletion'].findIndex((end) => path.endsWith(end))
}

function filled(target: Target): Target {
  const fields = Object.entries(target.fields).map(([name, value]): [string, unknown] => [
    name,
    value === '' ? (FILLED[name] ?? '') : value,
  ])
  return { ...target, fields: Object.fromEntries(fields) }
}
