import { expect, test } from 'vitest'
import { canonicalAddress, firstHost, isNetworkAddress, netmask, parseNetwork } from './addresses.ts'

test.each([
  ['10.0.0.1', '10.0.0.1'],
  ['FD00:0:0:0::0A', 'fd00::a'],
  ['::', '::'],
  ['10.0.0.256', null],
  ['010.0.0.1', null],
  ['fe80::1%eth0', null],
  ['::ffff:10.0.0.1', null],
  ['example.com', null],
])('%s is %s', (text, canonical) => {
  expect(canonicalAddress(text)).toBe(canonical)
})

test.each([
  ['10.88.0.0/16', '10.88.0.1', true],
  ['10.88.0.9/16', '10.88.0.10', false],
  ['fd88::/64', 'fd88::1', true],
  ['fd88:0:0:1::/64', 'fd88:0:0:1::1', true],
  ['fd88::ffff/112', 'fd88::1:0', false],
])('%s: next address %s, a network: %s', (text, next, isNetwork) => {
  const network = parseNetwork(text)
  expect(network && [firstHost(network), isNetworkAddress(network)]).toEqual([next, isNetwork])
})

test.each(['10.0.0.0', '10.0.0.0/33', 'fd00::/129', '10.0.0.0/8/8', '10.0.0.0/-1', '/8', '10.0.0.0/1e1'])(
  '%s is no network',
  (text) => {
    expect(parseNetwork(text)).toBeNull()
  },
)

test.each([
  [0, '0.0.0.0'],
  [16, '255.255.0.0'],
  [23, '255.255.254.0'],
  [32, '255.255.255.255'],
])('the netmask of /%i is %s', (prefix, mask) => {
  expect(netmask(prefix)).toBe(mask)
})
