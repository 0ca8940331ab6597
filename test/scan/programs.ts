// Requests of programs: the operations of the JSON API by its own OpenAPI document, and what nodes, Stripe and mail servers send.
import { CUSTOMER, type Inhabitants } from './inhabit.ts'
import type { Sent } from './requests.ts'

interface Operation {
  parameters?: { name: string; in: string }[]
  requestBody?: { content: { 'application/json': { schema: { properties?: Record<string, { enum?: string[] }> } } } }
}

const JSON_BODY = { 'content-type': 'application/json' }

/** With the ids of things that are there. */
export async function apiRequests(origin: string, people: Inhabitants): Promise<Sent[]> {
  const ask = async (path: string, key: string): Promise<unknown> =>
    (await fetch(`${origin}/api/v1${path}`, { headers: { authorization: `Bearer ${key}` } })).json()
  const document = (await ask('/openapi.json', '')) as { paths: Record<string, Record<string, Operation>> } // OpenAPI 3.1
  const idIn = (answer: unknown) => /"id":"(\w+)"/.exec(JSON.stringify(answer))?.[1] ?? 'sample'
  const device = idIn(await ask('/devices', people.customerKey))
  const customer = idIn(await ask(`/staff/customers?q=${CUSTOMER}`, people.ownerKey))
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => {
      const isStaff = path.startsWith('/staff')
      const authorization = `Bearer ${isStaff ? people.ownerKey : people.customerKey}`
      const query = parameters.filter((one) => one.in === 'query').map(({ name }) => `${name}=1`)
      const filled = `/api/v1${path.replace('{id}', isStaff ? customer : device)}`
      const fields = requestBody?.content['application/json'].schema.properties ?? {}
      const values = Object.entries(fields).map(([name, { enum: of }]) => [name, of?.[0] ?? 'Sample'])
      return {
        method: method.toUpperCase(),
        path: [filled, ...query].join('&').replace('&', '?'),
        headers: { authorization, ...JSON_BODY },
        body: requestBody ? JSON.stringify(Object.fromEntries(values)) : '',
      }
    }),
  )
}

export function machineRequests(people: Inhabitants, inboundToken: string): Sent[] {
  const post = (path: string, body: string, headers: Record<string, string> = {}): Sent => ({
    method: 'POST',
    path,
    headers: { ...JSON_BODY, ...headers },
    body,
  })
  const through = people.node
  const key = 'A'.repeat(43)
  const enrolment = { token: key, agentVersion: '0.1.0', wireguardPublicKey: `${key}=` }
  const keys = { openvpnPublicKey: 'sample', identityPublicKey: 'sample' }
  const peer = { id: 'dev_00000000', protocol: 'wireguard', lastSeen: null, received: 1, sent: 1 }
  const node = { epoch: 'sample', generation: 1, agentVersion: '0.1.0', wireguardPublicKey: `${key}=` }
  const report = { ...node, now: new Date().toISOString(), problems: ['sample'], peers: [peer] }
  // A star stands where a value is put into what is no form and no JSON.
  const mail = [`From: ${CUSTOMER}*`, 'To: help@example.com*', 'Subject: Re: Help*', 'Message-ID: <1@example.com>*']
  return [
    post('/webhooks/stripe', '{"id":"evt_1","type":"charge.succeeded"}', { 'stripe-signature': 't=1,v1=00' }),
    post('/mail/inbound', [...mail, '', 'Thanks.*', ''].join('\r\n'), {
      authorization: `Bearer ${inboundToken}`,
      'content-type': 'message/rfc822',
    }),
    post('/agent/v1/enrol', JSON.stringify({ ...enrolment, ...keys })),
    { ...post('/agent/v1/report', JSON.stringify(report)), through },
    { ...post('/agent/v1/identity', JSON.stringify({ identityPublicKey: 'sample' })), through },
    { method: 'GET', path: '/agent/v1/state?epoch=sample&generation=1&wait=0', headers: {}, body: '', through },
  ]
}
