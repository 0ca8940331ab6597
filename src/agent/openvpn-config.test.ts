import { expect, test } from 'vitest'
import { sampleState } from '../../test/support/vpn-sample-state.ts'
import { clientLines, openvpnFiles } from './openvpn-config.ts'

const place = { dir: '/var/lib/x', interfaceName: 'tun7', privateKey: 'secret' }

test('the configuration holds what every client shares and no customer', () => {
  const { openvpn } = sampleState()
  const text = openvpnFiles(openvpn, place)['server.conf']
  for (const line of [
    'port 1194',
    'dev tun7',
    'ifconfig 10.88.0.1 255.255.0.0',
    'ifconfig-ipv6 fd88::1/64 fd88::',
    'crl-verify /var/lib/x/crl dir',
    'management /var/lib/x/management.sock unix',
    'management-hold',
    'management-client-auth',
    'auth-user-pass-optional',
  ]) {
    expect(text.split('\n')).toContain(line)
  }
  expect(text).not.toContain('secret')
  const other = openvpnFiles({ ...openvpn, clients: [], revokedSerials: [], dns: [] }, place)
  expect(other).toEqual(openvpnFiles(openvpn, place))
})

test('a client is given its own addresses and the resolvers', () => {
  expect(clientLines(sampleState().openvpn, { ipv4: '10.88.0.10', ipv6: 'fd88::a' })).toEqual([
    'ifconfig-push 10.88.0.10 255.255.0.0',
    'ifconfig-ipv6-push fd88::a/64 fd88::1',
    'push "dhcp-option DNS 10.88.0.1"',
    'push "dhcp-option DNS6 fd88::1"',
  ])
})
