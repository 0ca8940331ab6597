import type { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { clientIpRule, tlsRule } from './client-ip.ts'

async function ipOf(proxies: string[], peer: string, forwarded?: string): Promise<string> {
  const rule = clientIpRule(proxies)
  const app = new Hono().get('/', (c) => c.text(rule(c)))
  const incoming = { socket: { remoteAddress: peer } } as unknown as IncomingMessage // all that the rule looks at
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }
  return (await app.request('/', { headers }, { incoming })).text()
}

test('a stranger cannot name an address, a trusted proxy can', async () => {
  expect(await ipOf([], '203.0.113.7', '198.51.100.1')).toBe('203.0.113.7')
  expect(await ipOf(['10.0.0.0/8'], '::ffff:10.1.2.3', '198.51.100.1')).toBe('198.51.100.1')
  expect(await ipOf(['10.0.0.0/8'], '10.1.2.3', '192.0.2.66, 198.51.100.1, 10.9.9.9')).toBe('198.51.100.1')
  expect(await ipOf(['10.0.0.0/8'], '10.1.2.3', 'no address')).toBe('10.1.2.3')
  expect(await ipOf(['10.0.0.0/8'], '10.1.2.3')).toBe('10.1.2.3')
})

test('a setting that is no address is refused by its name', () => {
  expect(() => clientIpRule(['everybody'])).toThrow('TRUSTED_PROXIES')
})

test('who comes past the proxy and speaks TLS to ourselves has spoken it', async () => {
  const rule = tlsRule(['10.0.0.0/8'])
  const app = new Hono().get('/', (c) => c.text(String(rule(c))))
  const socket = new TLSSocket(new Socket())
  Object.defineProperty(socket, 'remoteAddress', { value: '203.0.113.7' })
  const headers = { 'x-forwarded-proto': 'http' } // whatever a stranger writes there
  expect(await (await app.request('/', { headers }, { incoming: { socket } })).text()).toBe('true')
})

test('TLS is what our own proxy says, and nothing of who comes past it in clear', async () => {
  const byTls = async (peer: string, proto?: string) => {
    const rule = tlsRule(['10.0.0.0/8'])
    const app = new Hono().get('/', (c) => c.text(String(rule(c))))
    const incoming = { socket: { remoteAddress: peer } } as unknown as IncomingMessage // all that the rule looks at
    const headers = proto === undefined ? {} : { 'x-forwarded-proto': proto }
    return (await app.request('/', { headers }, { incoming })).text()
  }
  for (const peer of ['10.1.2.3', '::ffff:10.1.2.3', '127.0.0.1', '::1']) {
    expect(await byTls(peer, 'https'), peer).toBe('true')
    expect(await byTls(peer, 'https, http'), peer).toBe('true')
    expect(await byTls(peer), peer).toBe('true')
    expect(await byTls(peer, 'http'), peer).toBe('false')
    expect(await byTls(peer, 'http, https'), peer).toBe('false')
  }
  for (const proto of ['https', 'http', undefined]) expect(await byTls('203.0.113.7', proto)).toBe('false')
})
