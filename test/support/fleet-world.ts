// A database of its own with everything that the verbs of the VPN need, a clock that the test sets, and short ways to make
// the accounts and nodes it is about.
import { randomBytes } from 'node:crypto'
import type { Identity } from '../../src/agent/identity.ts'
import { openDb, openPool, type Db } from '../../src/db/open.ts'
import { createSeal, type Seal } from '../../src/lib/seal.ts'
import { newId } from '../../src/lib/token.ts'
import { addNode } from '../../src/vpn/add-node.ts'
import { enrolNode } from '../../src/vpn/enrol-node.ts'
import { openFleet, type Fleet } from '../../src/vpn/fleet.ts'
import { openFleetWake, type FleetWake } from '../../src/vpn/fleet-wake.ts'
import { openNodeStates, type NodeStates } from '../../src/vpn/node-states.ts'
import { newMachine } from './machine.ts'
import { createTestDatabase } from './postgres.ts'

export interface FleetWorld {
  db: Db
  url: string
  seal: Seal
  fleet: Fleet
  wake: FleetWake
  nodeStates: NodeStates
  clock: () => Date
  graceDays: number
  leaseSeconds: number
  baseUrl: URL
  agent: { sha256: string }
  /** Moves the clock on, in hours. */
  travel(hours: number): void
  /** A verified account that has paid for 30 days of this plan (basic: 3 devices, pro: 10, premium: 30). */
  customer(plan?: string): Promise<string>
  /** An enrolled node. */
  node(name: string): Promise<{ id: string; identity: Identity; wireguardPublicKey: string }>
  close(): Promise<void>
}

const DAY = 86_400_000

export async function openFleetWorld(): Promise<FleetWorld> {
  const database = await createTestDatabase()
  const lost: Error[] = []
  const db = openDb(openPool(database.url, (error) => lost.push(error)))
  let now = new Date('2026-11-24T06:00:00Z').getTime()
  const clock = () => new Date(now++) // no two things happen at one instant, so their order is known
  const seal = createSeal(randomBytes(32))
  const fleet = await openFleet({ db, seal, clock })
  const wake = openFleetWake(database.url)
  const baseUrl = new URL('https://vpn.example.com')
  const needs = { db, seal, fleet, wake, clock, graceDays: 7, leaseSeconds: 86_400 }
  const agent = { sha256: '0'.repeat(64) }
  return {
    ...needs,
    url: database.url,
    nodeStates: openNodeStates(needs),
    baseUrl,
    agent,
    travel: (hours) => void (now += hours * 3_600_000),
    customer: (plan = 'basic') => insertCustomer(db, clock(), plan),
    async node(name) {
      const { token } = await addNode({ ...needs, baseUrl, agent }, 'command-line', { name })
      const machine = newMachine(token)
      const identity = machine.identity(await enrolNode(needs, machine.request, '192.0.2.7'))
      return { id: identity.nodeId, identity, wireguardPublicKey: machine.request.wireguardPublicKey }
    },
    async close() {
      await wake.close()
      await db.destroy()
      await database.drop()
    },
  }
}

async function insertCustomer(db: Db, now: Date, plan: string): Promise<string> {
  const id = newId('acct')
  const email = `${id}@example.com`
  const account = { id, email, email_key: email, password_hash: null, banned_at: null, created_at: now }
  await db
    .insertInto('accounts')
    .values({ ...account, email_verified_at: now })
    .execute()
  const paid = { account_id: id, plan_id: plan, paid_until: new Date(now.getTime() + 30 * DAY) }
  await db
    .insertInto('access')
    .values({ ...paid, standing: 'ending', changed_at: now })
    .execute()
  return id
}
