// What can be sent to the product: each operation of the OpenAPI document, each form on each page as each role sees it, and what
// nodes and Stripe send.
import { PERMISSIONS } from '../../src/web/kit/permissions.ts'

export interface Target {
  /** Who sends it when nothing is changed. */
  as: string
  method: string
  /** With the ids of the fixtures. */
  path: string
  kind: 'form' | 'json' | 'query'
  /** What would be right, or near to it. */
  fields: Record<string, unknown>
}

interface Schema {
  type?: string | string[]
  enum?: unknown[]
  properties?: Record<string, Schema>
}
interface Operation {
  parameters?: { name: string; in: string; schema: Schema }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  'x-role': string
}
export interface OpenApi {
  paths: Record<string, Record<string, Operation>>
}

export function ofDocument({ paths }: OpenApi, pathOf: (route: string) => string): Target[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]): Target => {
      const body = operation.requestBody?.content['application/json']?.schema.properties
      const query = (operation.parameters ?? []).filter((one) => one.in === 'query')
      return {
        as: operation['x-role'] === 'customer' ? 'key' : 'staff key',
        method: method.toUpperCase(),
        path: pathOf(`/api/v1${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
        kind: method === 'get' ? 'query' : 'json',
        fields: body ? exampleOf(body) : Object.fromEntries(query.map(({ name, schema }) => [name, valueOf(schema)])),
      }
    }),
  )
}

function exampleOf(properties: Record<string, Schema>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, valueOf(schema)]))
}

function valueOf({ type, enum: one }: Schema): unknown {
  if (one) return one[0]
  return type === 'integer' || type === 'number' ? 1 : 'Phone'
}

/** The forms in a page. */
export function formsIn(html: string, as: string): Target[] {
  return (html.match(/<form[^>]*>[\s\S]*?<\/form>/g) ?? []).map((form) => {
    const tag = form.slice(0, form.indexOf('>'))
    const method = /method="post"/i.test(tag) ? 'POST' : 'GET'
    const path = unescaped(/action="([^"]*)"/.exec(tag)?.[1] ?? '/').split('?')[0] ?? '/'
    const fields: Record<string, unknown> = {}
    for (const [input] of form.matchAll(/<(?:input|select|textarea|button)[^>]*name="[^>]*>/g)) {
      const name = unescaped(/name="([^"]*)"/.exec(input)?.[1] ?? '')
      fields[name] = unescaped(/value="([^"]*)"/.exec(input)?.[1] ?? '')
    }
    return { as, method, path, kind: method === 'POST' ? 'form' : 'query', fields }
  })
}

/** Acts whose form no page happened to show, so that none is left out. */
export function withoutForm(known: readonly Target[], pathOf: (route: string) => string): Target[] {
  return Object.entries(PERMISSIONS).flatMap(([name, { who }]): Target[] => {
    const [method = '', route = ''] = name.split(' ')
    const path = pathOf(route)
    if (method !== 'POST' || /^\/(api|agent|webhooks|sim)\//.test(route)) return []
    if (known.some((one) => one.method === 'POST' && one.path === path)) return []
    return [{ as: who === 'enrolling' ? 'customer' : who, method, path, kind: 'form', fields: { csrf: '' } }]
  })
}

/** What comes from machines. */
export const FROM_MACHINES: readonly Target[] = [
  {
    as: 'node',
    method: 'POST',
    path: '/agent/v1/report',
    kind: 'json',
    fields: {
      epoch: 'x',
      generation: 1,
      agentVersion: '0.1.0',
      now: '2026-11-24T00:00:00Z',
      wireguardPublicKey: 'x',
      problems: ['x'],
      peers: [{ id: 'dev_x', protocol: 'wireguard', lastSeen: null, received: 1, sent: 1 }],
    },
  },
  { as: 'node', method: 'POST', path: '/agent/v1/identity', kind: 'json', fields: { identityPublicKey: 'x' } },
  { as: 'node', method: 'GET', path: '/agent/v1/state', kind: 'query', fields: { epoch: 'x', generation: '1' } },
  {
    as: 'visitor',
    method: 'POST',
    path: '/agent/v1/enrol',
    kind: 'json',
    fields: {
      token: 'x'.repeat(43),
      agentVersion: '0.1.0',
      wireguardPublicKey: 'x',
      openvpnPublicKey: 'x',
      identityPublicKey: 'x',
    },
  },
  {
    as: 'visitor',
    method: 'POST',
    path: '/webhooks/stripe',
    kind: 'json',
    fields: { id: 'evt_x', type: 'x', data: {} },
  },
]

function unescaped(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&amp;', '&')
}
