// What stands in the shop that is scanned: a customer who paid, with one of each thing a customer can have, and two of the staff.
// All of it is made over HTTP and the command line, as people make it.
import type { EnrolResponse } from '../../src/agent/contract.ts'
import type { Identity } from '../../src/agent/identity.ts'
import { authenticator, secretOn } from '../support/second-factor.ts'
import { formOf, openClient } from '../support/web-client.ts'
import { newMachine } from '../support/machine.ts'
import { until } from '../support/until.ts'
import { openSigningDoor } from './signing-door.ts'
import { beginPurchase, type ProductionShop } from '../start/production-shop.ts'

type Client = ReturnType<typeof openClient>
export const CUSTOMER = 'customer@example.com'
export const PASSWORD = 'correct horse battery staple'
export const COUPON = 'SPRING-25'
const FACTOR = '/account/second-factor'

/** What each shows to be let in: the value of its session's cookie, an API key; of the node, the address that signs for it. */
export interface Inhabitants {
  customer: string
  owner: string
  customerKey: string
  ownerKey: string
  node: string
}

/** `web` and `worker` run, the plans are published. */
export async function inhabit(shop: ProductionShop, origin: string): Promise<Inhabitants> {
  const door = await openSigningDoor(origin, await joinNode(shop, origin))
  const customer = await liveAsCustomer(shop, origin)
  const owner = await enterAsOwner(shop, origin)
  const paid = (await customer.get('/billing')).text
  if (!paid.includes('Pro')) throw new Error('the customer has no plan')
  return {
    customer: customer.cookie('turnpike') ?? '',
    owner: owner.cookie('turnpike') ?? '',
    customerKey: await keyOf(customer),
    ownerKey: await keyOf(owner),
    node: door.origin,
  }
}

async function joinNode(shop: ProductionShop, origin: string): Promise<Identity> {
  const line = await shop.run(['node', 'add', '--name', 'north', '--location', 'Oslo', '--json'])
  const machine = newMachine(found(/(?<![\w-])([\w-]{43})(?![\w-])/, line))
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify(machine.request)
  const answer = await fetch(`${origin}/agent/v1/enrol`, { method: 'POST', headers, body })
  return machine.identity((await answer.json()) as EnrolResponse)
}

async function liveAsCustomer(shop: ProductionShop, origin: string): Promise<Client> {
  await shop.run(['customer', 'create', '--email', CUSTOMER, '--password-stdin', '--verified'], PASSWORD)
  const client = openClient(origin)
  await client.submit('/log-in', '/log-in', { email: CUSTOMER, password: PASSWORD })
  shop.simulator.control.completeCheckout(await beginPurchase(client, { origin }))
  await until('the payment to be known', async () => (await client.get('/devices')).text.includes('0 of 10'), 60_000)
  await make(client, '/devices', { name: 'Phone', protocol: 'wireguard' })
  await make(client, '/devices', { name: 'Laptop', protocol: 'openvpn' })
  await make(client, '/tickets', { subject: 'Help', text: 'It is slow.' })
  await make(client, '/affiliate')
  await make(client, '/manual-payments', { price: 'turnpike_pro_month_usd', method: 'cash' })
  return client
}

async function enterAsOwner(shop: ProductionShop, origin: string): Promise<Client> {
  const email = 'owner@example.com'
  await shop.run(['owner', 'create', '--email', email, '--password-stdin'], PASSWORD)
  const client = openClient(origin)
  await client.submit('/log-in', '/log-in', { email, password: PASSWORD })
  const { text } = await client.get(FACTOR)
  const code = authenticator(secretOn(text), () => new Date()).code()
  await client.post(FACTOR, { ...formOf(text, FACTOR), code, password: PASSWORD })
  const coupon = { code: COUPON, off: '25%', duration: 'once', months: '', most: '', each: '1', last: '' }
  await make(client, '/admin/coupons', { ...coupon, 'plan-pro': 'yes' })
  const gift = { plan: 'pro', length: '30', unit: 'day', size: '2', value: '0.00 USD', note: 'Gifts', last: '' }
  await make(client, '/admin/vouchers', gift)
  await make(client, '/admin/answers', { name: 'Slow', text: 'Try another server.' })
  return client
}

/** A form is sent on its own page. */
async function make(client: Client, page: string, fields: Record<string, string> = {}): Promise<void> {
  const { status, text } = await client.submit(page, page, fields)
  if (status !== 200) throw new Error(`${page} answered ${status}: ${/role="alert"[^>]*>([^<]*)/.exec(text)?.[1]}`)
}

/** A key with every scope that the page offers. */
async function keyOf(client: Client): Promise<string> {
  const page = '/account/api-keys'
  const { text } = await client.get(page)
  const offered = [...text.matchAll(/type="checkbox"[^>]*name="([\w:]+)"/g)].map(
    ([, scope = '']) => [scope, 'on'] as const,
  )
  const fields = { name: 'Scanner', days: '30', password: PASSWORD, ...Object.fromEntries(offered) }
  return found(/(tp_[\w-]{43})/, (await client.submit(page, page, fields)).text)
}

function found(pattern: RegExp, text: string): string {
  const [, part] = pattern.exec(text) ?? []
  if (part === undefined) throw new Error(`nothing like ${pattern.source}`)
  return part
}
