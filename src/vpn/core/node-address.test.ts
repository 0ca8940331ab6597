import { expect, test } from 'vitest'
import { parseNodeAddress } from './node-address.ts'

test.each([
  ['vpn.example.com', 'vpn.example.com'],
  [' VPN.Example.COM ', 'vpn.example.com'],
  ['node-1', 'node-1'],
  ['192.0.2.7', '192.0.2.7'],
  ['2001:DB8:0::7', '2001:db8::7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
])('%j is %j', (text, address) => expect(parseNodeAddress(text)).toBe(address))

test.each([
  '',
  '-x.example.com',
  'a b',
  'a\nPostUp = id',
  'a;id',
  '192.0.2',
  '0x7f.1',
  '192.0.2.300',
  'fe80::1%eth0',
  'example.com:1194',
  'a..b',
  'x'.repeat(64),
  `${'a.'.repeat(130)}b`,
])('%j is refused', (text) => expect(parseNodeAddress(text)).toBeNull())
