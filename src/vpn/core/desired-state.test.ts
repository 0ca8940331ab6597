import { expect, test } from 'vitest'
import type { AccessFacts } from '../../billing/core/entitlement.ts'
import { desiredPeers, type ServableDevice } from './desired-state.ts'

const NOW = new Date('2026-11-24T12:00:00Z')
const pools = {
  wireguard: { network4: '10.89.0.0/16', network6: 'fd74:7572:6e70:89::/64' },
  openvpn: { network4: '10.88.0.0/16', network6: 'fd74:7572:6e70:88::/64' },
}
const access = (paidUntil: string): AccessFacts => ({
  plan: { id: 'basic', name: 'Basic', rank: 10, deviceLimit: 5, dataCap: null },
  paidUntil: new Date(paidUntil),
  granted: [],
  standing: 'ending',
  disputed: false,
  banned: false,
  freePlan: null,
})
const own = { account: 'a', createdAt: NOW, key: { notAfter: null } }
const phone: ServableDevice = { ...own, id: 'p', protocol: 'wireguard', host: 2, publicKey: 'K', presharedKey: 'S' }
const laptop: ServableDevice = { ...own, id: 'l', protocol: 'openvpn', host: 2, serial: '77' }

test('a peer and a client carry their addresses and their end', () => {
  const facts = { devices: [phone, laptop], access: new Map([['a', access('2026-12-01T00:00:00Z')]]), pools }
  const notAfter = '2026-12-01T00:00:00.000Z'
  expect(desiredPeers(facts, NOW, 7)).toEqual({
    peers: [
      {
        id: 'p',
        publicKey: 'K',
        presharedKey: 'S',
        allowedIps: ['10.89.0.2/32', 'fd74:7572:6e70:89::2/128'],
        notAfter,
      },
    ],
    clients: [{ id: 'l', serial: '77', ipv4: '10.88.0.2', ipv6: 'fd74:7572:6e70:88::2', notAfter }],
    changesAt: new Date(notAfter),
  })
})

test('time alone takes them away', () => {
  const facts = { devices: [phone, laptop], access: new Map([['a', access('2026-12-01T00:00:00Z')]]), pools }
  const after = desiredPeers(facts, new Date('2026-12-01T00:00:00Z'), 7)
  expect(after).toEqual({ peers: [], clients: [], changesAt: null })
})

test('the next change is the first end among all accounts', () => {
  const devices = [phone, { ...phone, id: 'q', account: 'b', host: 3, publicKey: 'L' }]
  const facts = {
    devices,
    access: new Map([
      ['a', access('2026-12-05T00:00:00Z')],
      ['b', access('2026-12-03T00:00:00Z')],
    ]),
    pools,
  }
  expect(desiredPeers(facts, NOW, 7).changesAt).toEqual(new Date('2026-12-03T00:00:00Z'))
})

test.each<[string, ServableDevice]>([
  ['without an address', { ...phone, host: null }],
  ['without a key', { ...phone, key: null, publicKey: null, presharedKey: null }],
  ['without a certificate', { ...laptop, key: null, serial: null }],
])('a device %s is not served', (_, device) => {
  const facts = { devices: [device], access: new Map([['a', access('2026-12-01T00:00:00Z')]]), pools }
  expect(desiredPeers(facts, NOW, 7)).toMatchObject({ peers: [], clients: [] })
})
