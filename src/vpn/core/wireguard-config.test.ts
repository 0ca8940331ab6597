import { expect, test } from 'vitest'
import { wireguardConfig } from './wireguard-config.ts'

const config = {
  privateKey: 'PRIVATE',
  ipv4: '10.89.0.2',
  ipv6: 'fd74:7572:6e70:89::2',
  presharedKey: 'SHARED',
  node: { publicKey: 'PUBLIC', address: 'vpn.example.com', port: 51820 },
}

test('the whole file', () => {
  expect(wireguardConfig(config)).toBe(`[Interface]
PrivateKey = PRIVATE
Address = 10.89.0.2/32, fd74:7572:6e70:89::2/128
DNS = 9.9.9.9, 149.112.112.112

[Peer]
PublicKey = PUBLIC
PresharedKey = SHARED
AllowedIPs = 0.0.0.0/0, ::/0
Endpoint = vpn.example.com:51820
PersistentKeepalive = 25
`)
})

test('an IPv6 endpoint stands in brackets', () => {
  const text = wireguardConfig({ ...config, node: { ...config.node, address: '2001:db8::7' } })
  expect(text).toContain('\nEndpoint = [2001:db8::7]:51820\n')
})
