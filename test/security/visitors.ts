// Who comes to the product in these tests, and how: with a browser's client, or with bytes on a socket.
import { request } from 'node:http'
import { connect } from 'node:net'
import type { Identity } from '../../src/agent/identity.ts'
import { signRequest, type Unsigned } from '../../src/agent/sign-request.ts'
import { createCustomer } from '../../src/accounts/create-customer.ts'
import { createOwner } from '../../src/accounts/owner.ts'
import { listOffers } from '../../src/billing/plans.ts'
import { buy } from '../support/buyer.ts'
import { enrolClient, type Authenticator } from '../support/second-factor.ts'
import { formOf, openClient } from '../support/web-client.ts'
import type { World } from '../support/world.ts'
import { mailsWritten, tokenIn } from '../support/mails.ts'

export const PASSWORD = 'correct horse battery staple'
export type Client = ReturnType<typeof openClient>

export interface Person {
  client: Client
  account: string
  email: string
  /** The token of this person's forms. */
  csrf: string
}

let count = 0

/** Anybody who has logged in at `origin`, a customer by default. */
export async function someone(world: World, origin = world.url, verified = true): Promise<Person> {
  return enter(await newcomer(world, verified), origin, '/dashboard')
}

/** Has an account and has not logged in. */
export async function newcomer({ app }: World, verified = true): Promise<{ account: string; email: string }> {
  const email = `someone-${++count}@example.com`
  return { email, ...(await createCustomer(app, { email, password: PASSWORD, verified })) }
}

export async function owner(world: World): Promise<Person> {
  return (await ownerWithApp(world)).owner
}

export async function ownerWithApp(world: World): Promise<{ owner: Person; authenticator: Authenticator }> {
  const { client, ...who } = await unenrolledOwner(world)
  const authenticator = await enrolClient(world, client)
  return { owner: { ...who, client, csrf: await csrfOf(client, '/account') }, authenticator }
}

/** Logged in, and without the second factor that staff need for anything else. */
export async function unenrolledOwner(world: World): Promise<Person> {
  const email = `owner-${++count}@example.com`
  const { account } = await createOwner(world.app, { email, password: PASSWORD })
  return enter({ account, email }, world.url, '/admin')
}

async function enter(who: { account: string; email: string }, origin: string, lands: string): Promise<Person> {
  const client = openClient(origin)
  const answer = await logIn(client, origin, who.email, PASSWORD)
  if (answer.headers.get('location') !== lands) throw new Error(`log-in answered ${answer.status}`)
  return { ...who, client, csrf: await csrfOf(client, '/account') }
}

/** The log-in form sent once, with headers of one's own. */
export async function logIn(
  client: Client,
  origin: string,
  email: string,
  password: string,
  headers: Record<string, string> = {},
) {
  const csrf = await csrfOf(client, '/log-in', '/log-in')
  return client.raw('/log-in', {
    method: 'POST',
    body: new URLSearchParams({ csrf, email, password }),
    headers: { origin, ...headers },
  })
}

export async function csrfOf(client: Client, page: string, form = '/log-out'): Promise<string> {
  return formOf((await client.get(page)).text, form)?.['csrf'] ?? ''
}

/** The monthly price that is cheapest. */
export async function monthly({ app }: World) {
  const [offer] = (await listOffers(app.db)).filter((one) => one.forSale && one.interval === 'month')
  if (!offer) throw new Error('nothing is for sale')
  return offer
}

export async function withPlan(world: World, person: Person): Promise<Person> {
  await buy(world, person.account, (await monthly(world)).lookupKey)
  return person
}

/** A page without what differs each time. */
export function stable(text: string): string {
  return text.replaceAll(/name="csrf" value="[^"]*"/g, '')
}

export async function mailsTo({ app }: World, address: string): Promise<string[]> {
  return (await mailsWritten(app, { to: address })).map(({ text }) => text)
}

export async function tokenFor({ app }: World, address: string): Promise<string> {
  return tokenIn((await mailsWritten(app, { to: address })).slice(-1)) // of the newest mail
}

/** Staff add a node; the token stands in the line to paste. */
export async function tokenOfNewNode({ client, csrf }: Person, name: string): Promise<string> {
  const added = await client.post('/admin/nodes', { csrf, name })
  const token = /echo ([\w-]{43}) /.exec(added.text)?.[1]
  if (token === undefined) throw new Error(`no token for ${name}: ${added.status}`)
  return token
}

/** Sends these bytes and gives what comes back until the server closes, or stays silent for `quietMs`. */
export function talk(origin: string, bytes: string, quietMs = 1500): Promise<string> {
  const { hostname, port } = new URL(origin)
  return new Promise((resolve) => {
    let heard = ''
    const socket = connect(Number(port), hostname, () => socket.write(bytes))
    socket.setTimeout(quietMs, () => socket.destroy())
    socket.on('data', (chunk) => (heard += chunk.toString('latin1')))
    socket.on('error', () => undefined) // a connection cut off is one of the expected ends
    socket.on('close', () => resolve(heard))
  })
}

/** A path exactly as written, which `fetch` would tidy up, and any method and `Host`. */
export function exact(
  origin: string,
  path: string,
  {
    method = 'GET',
    headers = {},
    body = '',
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(origin)
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (chunk: string) => (text += chunk))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** What a node says is wrong with it, as its agent would. */
export function reportProblems(world: World, node: Identity, problems: readonly string[]): Promise<Response> {
  const facts = { epoch: 'e', generation: 0, agentVersion: '0.1.0', wireguardPublicKey: '', peers: [] }
  const body = JSON.stringify({ ...facts, now: new Date().toISOString(), problems })
  return asNode(world, node, { method: 'POST', target: '/agent/v1/report', body })
}

/** A request as the node's agent would make it. */
export function asNode({ url, app }: World, node: Identity, request: Unsigned): Promise<Response> {
  const { method, target, body } = request
  const headers = signRequest(node, request, app.clock().getTime())
  return fetch(url + target, { method, headers, ...(method === 'POST' && { body }) })
}

/** What a node that starts is told. */
export function stateOfNode(world: World, node: Identity, query = ''): Promise<Response> {
  return asNode(world, node, { method: 'GET', target: `/agent/v1/state${query}`, body: '' })
}
