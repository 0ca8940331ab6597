// Every kind of caller there is, each with what it shows to be let in, and the things of one customer that others may not touch.
import { randomBytes } from 'node:crypto'
import type { Identity } from '../../src/agent/identity.ts'
import { makeApiKey } from '../../src/accounts/api-key.ts'
import { banAccount } from '../../src/accounts/ban.ts'
import { createCustomer } from '../../src/accounts/create-customer.ts'
import { scopesFor, type Scope } from '../../src/accounts/core/api-key.ts'
import { createSession, readSession } from '../../src/accounts/session.ts'
import { askManualPayment } from '../../src/billing/ask-manual-payment.ts'
import { makeVouchers } from '../../src/billing/vouchers.ts'
import { startCheckout } from '../../src/billing/checkout.ts'
import { hashSecret, newId, newSecret } from '../../src/lib/token.ts'
import { makeAnswer } from '../../src/support/canned-answers.ts'
import { openTicket } from '../../src/support/tickets.ts'
import { addDevice } from '../../src/vpn/add-device.ts'
import { addNode } from '../../src/vpn/add-node.ts'
import { enrolNode } from '../../src/vpn/enrol-node.ts'
import { buy } from '../support/buyer.ts'
import { newStaff } from '../support/staff.ts'
import { newMachine, signerOf, type Signer } from '../support/machine.ts'
import type { World } from '../support/world.ts'
import { monthly, newcomer, PASSWORD } from './visitors.ts'

export type Role = 'customer' | 'support' | 'owner'

export interface Member {
  account: string
  role: Role
  /** Makes a new session, whose second factor was given this moment; the value of its cookie. */
  session(): Promise<string>
  key(scopes?: readonly Scope[]): Promise<string>
}

let count = 0

/** Somebody with an account; staff have a second factor. */
export async function member(world: World, role: Role): Promise<Member> {
  const { app } = world
  const email = `${role}-${++count}@members.example.com`
  const { account } =
    role === 'customer'
      ? await createCustomer(app, { email, password: PASSWORD, verified: true })
      : await newStaff(world, role, { email, password: PASSWORD })
  if (role !== 'customer') {
    const factor = { account_id: account, sealed_secret: 'none', last_step: 0n, enrolled_at: app.clock() }
    await app.db.insertInto('second_factors').values(factor).execute()
  }
  const session = () =>
    createSession(
      app.db,
      app.clock,
      { id: account, role },
      { secondFactorAt: role === 'customer' ? null : app.clock() },
    )
  return {
    account,
    role,
    session,
    async key(scopes = scopesFor(role)) {
      const current = await readSession(app, await session())
      if (!current) throw new Error('no session')
      const name = `key ${randomBytes(4).toString('hex')}`
      return makeApiKey(app, current, { name, scopes, days: 30, password: PASSWORD })
    },
  }
}

/** Headers that show who one is; `csrf` is the token for forms of that session or visitor. */
export interface Caller {
  name: string
  headers: Record<string, string>
  csrf: string
  /** A node adds to each request what it signs. */
  sign?: Signer
}

export function byCookie({ app }: World, name: string, token: string): Caller {
  return { name, headers: { cookie: `turnpike=${token}` }, csrf: app.csrf.token({ session: hashSecret(token) }) }
}

export function byBearer({ app }: World, name: string, token: string): Caller {
  const visitor = newSecret()
  const headers = { authorization: `Bearer ${token}`, cookie: `turnpike-visitor=${visitor}` }
  return { name, headers, csrf: app.csrf.token({ visitor }) }
}

export function byNode(world: World, identity: Identity): Caller {
  return { ...visitor(world), name: 'node', sign: signerOf(identity, world.app.clock) }
}

export function visitor({ app }: World): Caller {
  const value = newSecret()
  return { name: 'visitor', headers: { cookie: `turnpike-visitor=${value}` }, csrf: app.csrf.token({ visitor: value }) }
}

/** A session whose cookie is still sent, of an account that was banned. */
export async function bannedSession(world: World): Promise<Caller> {
  const one = await member(world, 'customer')
  const token = await one.session()
  await banAccount(world.app, { account: one.account, actor: 'command-line' })
  const again = await one.session() // such as a restored backup would hold
  return byCookie(world, 'banned', again || token)
}

/** A node that has joined. */
export async function enrolled({ app }: World): Promise<Identity> {
  const agent = { sha256: '0'.repeat(64) }
  const { token } = await addNode({ ...app, agent }, 'command-line', { name: `node ${++count}` })
  const machine = newMachine(token)
  return machine.identity(await enrolNode(app, machine.request, '192.0.2.7'))
}

/** A customer who paid, with a device, an open way into every page that names a thing, and a node. */
export async function holdings(world: World) {
  const { app } = world
  const holder = await member(world, 'customer')
  await buy(world, holder.account, (await monthly(world)).lookupKey)
  const device = await addDevice(app, holder.account, { name: 'Phone', protocol: 'wireguard' })
  const ticket = await openTicket(app, holder.account, { subject: 'Help', text: 'It is slow.' })
  const answer = await makeAnswer(app, 'command-line', { name: 'Slow', text: 'Try another server.' })
  const buyer = await newcomer(world)
  await startCheckout(app, buyer.account, (await monthly(world)).lookupKey)
  const node = await enrolled(world)
  const first = async (table: 'checkouts' | 'payments' | 'stripe_events' | 'mails') =>
    (await app.db.selectFrom(table).select('id').orderBy('id').executeTakeFirst())?.id ?? 'none'
  await holder.key()
  const apiKey = await app.db.selectFrom('api_keys').select('id').executeTakeFirstOrThrow()
  const passkey = { id: newId('pk'), account_id: buyer.account, slot: 1, name: 'Phone' }
  const credential = { credential_id: 'sample', public_key: Buffer.alloc(8), counter: 0n, created_at: app.clock() }
  await app.db
    .insertInto('passkeys')
    .values({ ...passkey, ...credential, last_used_at: null })
    .execute()
  const gift = { plan: 'pro', unit: 'day' as const, length: 30, size: 2, value: { amount: 0n, currency: 'usd' } }
  const about = { note: 'Gifts', expiresAt: null, intent: newSecret(), actor: 'command-line' }
  const vouchers = await makeVouchers(app, { ...gift, ...about })
  const selling = { ...app, manualPayments: 'Pay at the counter.' }
  const order = { account: holder.account, price: (await monthly(world)).lookupKey, method: 'cash' as const }
  const awaited = await askManualPayment(selling, { ...order, actor: holder.account })
  return {
    holder,
    node,
    /** What stands for `:id` behind the first part of a path. */
    ids: {
      devices: device.id,
      tickets: ticket.id,
      'admin/answers': answer.id,
      checkouts: await first('checkouts'),
      'account/api-keys': apiKey.id,
      'account/passkeys': passkey.id,
      'admin/customers': holder.account,
      'admin/staff': holder.account,
      'staff/customers': holder.account,
      'admin/payments': await first('payments'),
      'admin/vouchers': vouchers.batch,
      'manual-payments': awaited.id,
      'admin/nodes': node.nodeId,
      'admin/inbox': await first('stripe_events'),
      'dev/mail': await first('mails'),
    } as Record<string, string>,
  }
}
