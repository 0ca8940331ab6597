import { describe, expect, test } from 'vitest'
import { addressesOf, hostOf, lastHost, nodeAddresses } from './ipam.ts'

const pool = { network4: '10.89.0.0/16', network6: 'fd74:7572:6e70:89::/64' }

describe('host numbers and addresses', () => {
  test.each([
    [1, '10.89.0.1', 'fd74:7572:6e70:89::1'],
    [2, '10.89.0.2', 'fd74:7572:6e70:89::2'],
    [255, '10.89.0.255', 'fd74:7572:6e70:89::ff'],
    [256, '10.89.1.0', 'fd74:7572:6e70:89::100'],
    [65_534, '10.89.255.254', 'fd74:7572:6e70:89::fffe'],
  ])('%i', (host, ipv4, ipv6) => {
    expect(addressesOf(pool, host)).toEqual({ ipv4, ipv6 })
    expect(hostOf(pool, ipv4)).toBe(host)
  })

  test.each([0, -1, 65_535, 65_536, 1.5, Number.NaN])('%d is no host', (host) => {
    expect(() => addressesOf(pool, host)).toThrow(RangeError)
  })

  test.each(['10.89.0.0', '10.89.255.255', '10.90.0.1', '10.88.0.1', 'fd74::1', '10.89.1', 'x'])(
    '%s has no number',
    (address) => expect(hostOf(pool, address)).toBeNull(),
  )
})

test('hosts beyond one group of an IPv6 address', () => {
  const large = { network4: '10.0.0.0/8', network6: 'fd00::/64' }
  expect(addressesOf(large, 65_535)).toEqual({ ipv4: '10.0.255.255', ipv6: 'fd00::ffff' })
  expect(addressesOf(large, 65_536)).toEqual({ ipv4: '10.1.0.0', ipv6: 'fd00::1:0' })
  expect(addressesOf(large, 16_777_214)).toEqual({ ipv4: '10.255.255.254', ipv6: 'fd00::ff:fffe' })
})

test.each([
  ['10.89.0.0/16', 65_534],
  ['10.89.0.0/24', 254],
  ['10.89.0.0/29', 6],
])('last host of %s', (network4, last) => expect(lastHost({ ...pool, network4 })).toBe(last))

test('the node is the first host of both networks', () => {
  expect(nodeAddresses(pool)).toEqual(['10.89.0.1/16', 'fd74:7572:6e70:89::1/64'])
})
