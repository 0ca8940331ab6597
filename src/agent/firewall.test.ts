import { expect, test } from 'vitest'
import { rulesetText } from './firewall.ts'

test('one transaction in one table: isolated, outwards only, masqueraded in both families', () => {
  const networks = ['10.88.0.0/16', '10.89.0.0/16', 'fd88::/64']
  expect(rulesetText({ tunnelInterfaces: ['wg0', 'tun0'], networks })).toBe(`table inet turnpike
delete table inet turnpike
table inet turnpike {
  chain forward {
    type filter hook forward priority filter; policy accept;
    iifname { "wg0", "tun0" } oifname { "wg0", "tun0" } drop
    iifname { "wg0", "tun0" } ip daddr 169.254.0.0/16 drop
    iifname { "wg0", "tun0" } ip6 daddr fe80::/10 drop
    iifname { "wg0", "tun0" } ip daddr { 10.88.0.0/16, 10.89.0.0/16 } drop
    iifname { "wg0", "tun0" } ip6 daddr { fd88::/64 } drop
    iifname { "wg0", "tun0" } accept
    oifname { "wg0", "tun0" } ct state established,related accept
    oifname { "wg0", "tun0" } drop
  }
  chain postrouting {
    type nat hook postrouting priority srcnat; policy accept;
    ip saddr { 10.88.0.0/16, 10.89.0.0/16 } oifname != { "wg0", "tun0" } masquerade
    ip6 saddr { fd88::/64 } oifname != { "wg0", "tun0" } masquerade
  }
}
`)
})

test('without networks of a family there is no rule of it', () => {
  const text = rulesetText({ tunnelInterfaces: ['wg0'], networks: ['10.88.0.0/16'] })
  expect(text).not.toContain('ip6 saddr')
  expect(rulesetText({ tunnelInterfaces: ['wg0'], networks: [] })).not.toContain('masquerade')
})
