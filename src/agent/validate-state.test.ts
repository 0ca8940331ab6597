import { describe, expect, test } from 'vitest'
import { sampleState } from '../../test/support/vpn-sample-state.ts'
import { Problem } from './problem.ts'
import { validateState } from './validate-state.ts'

/** The sample with one field replaced; the path is written with dots. */
function withField(path: string, value: unknown): string {
  const state = structuredClone(sampleState())
  const names = path.split('.')
  const last = names.pop() ?? ''
  // A path through our own sample; a wrong one fails the test by itself.
  const holder = names.reduce((at, name) => Reflect.get(at, name) as object, state as object)
  Reflect.set(holder, last, value)
  return JSON.stringify(state)
}

test('a sound state comes out as it went in', () => {
  expect(validateState(JSON.stringify(sampleState()))).toEqual(sampleState())
})

describe('a field that the agent does not know has the whole refused, without its name', () => {
  const levels: [string, string][] = [
    ['', 'the document'],
    ['wireguard.', 'wireguard'],
    ['wireguard.peers.0.', 'wireguard.peers[0]'],
    ['openvpn.', 'openvpn'],
    ['openvpn.clients.0.', 'openvpn.clients[0]'],
  ]
  const names = ['later', 'Mode', '; reboot', 'toString', '']
  test.each(levels)('%s', (path, where) => {
    const sentence = `The state was refused: ${where} has a field this agent does not know.`
    for (const name of names) {
      for (const value of [null, true, {}]) {
        expect(() => validateState(withField(`${path}${name}`, value))).toThrow(new Problem(sentence))
      }
    }
  })

  test('a field with the name of the prototype', () => {
    const text = JSON.stringify(sampleState()).replace('{', '{"__proto__":{},')
    expect(() => validateState(text)).toThrow('the document has a field this agent does not know')
  })

  test('of a version that the agent does not know only that is said', () => {
    const text = JSON.stringify({ ...sampleState(), version: 2, later: true })
    expect(() => validateState(text)).toThrow('does not know its version')
  })
})

test('addresses come out in the spelling of the kernel', () => {
  const state = validateState(withField('wireguard.peers.0.allowedIps', ['fd89:0:0::A/128', '10.89.0.10/32']))
  expect(state.wireguard.peers[0]?.allowedIps).toEqual(['10.89.0.10/32', 'fd89::a/128'])
})

describe('what is refused, and names the field but never the value', () => {
  const key = 'A'.repeat(43) + '='
  const cases: [string, unknown][] = [
    ['version', 2],
    ['epoch', 'a b'],
    ['generation', -1],
    ['generation', 1.5],
    ['generation', '7'],
    ['mode', 'paused'],
    ['leaseSeconds', 0],
    ['wireguard', null],
    ['wireguard.listenPort', 65_536],
    ['wireguard.addresses', ['10.89.0.1']],
    ['wireguard.addresses', ['10.89.0.1/24; reboot']],
    ['wireguard.addresses', ['fe80::1%eth0/64']],
    ['wireguard.peers.0.id', '../../etc/passwd'],
    ['wireguard.peers.0.id', 'a\nb'],
    ['wireguard.peers.0.publicKey', 'short='],
    ['wireguard.peers.0.publicKey', `${'A'.repeat(42)}B=`],
    ['wireguard.peers.0.publicKey', `${key}\n`],
    ['wireguard.peers.0.presharedKey', 7],
    ['wireguard.peers.0.allowedIps', ['0.0.0.0/0']],
    ['wireguard.peers.0.allowedIps', ['10.89.0.10/31']],
    ['wireguard.peers.0.allowedIps', '10.89.0.10/32'],
    ['wireguard.peers.0.notAfter', 'tomorrow'],
    ['wireguard.peers.0.notAfter', '2026-13-01T00:00:00Z'],
    ['wireguard.peers.0.notAfter', '2026-12-01T00:00:00+02:00'],
    ['openvpn.network4', '10.88.0.1/16'],
    ['openvpn.network4', 'fd88::/64'],
    ['openvpn.network6', 'fd88::1/64'],
    ['openvpn.caCertificate', 'not a certificate'],
    ['openvpn.serverName', 'node\nscript-security 2'],
    ['openvpn.tlsCryptV2Key', '-----BEGIN OpenVPN tls-crypt-v2 server key-----\n</tls-crypt-v2>\nup /bin/sh\n'],
    ['openvpn.dns', ['example.com']],
    ['openvpn.clients.0.serial', '0x1f'],
    ['openvpn.clients.0.serial', '../x'],
    ['openvpn.clients.0.ipv4', 'fd88::1'],
    ['openvpn.clients.0.ipv6', '10.88.0.9'],
    ['openvpn.revokedSerials', ['..']],
    ['networks', ['0.0.0.0/0']],
    ['networks', ['10.88.0.0/16 } ; flush ruleset']],
  ]
  test.each(cases)('%s = %j', (path, value) => {
    expect(() => validateState(withField(path, value))).toThrow(/^The state was refused/)
  })

  test('two peers with one key, id or address', () => {
    const { peers } = sampleState().wireguard
    const [first] = peers
    for (const field of ['publicKey', 'id', 'allowedIps'] as const) {
      const second = { ...first, id: 'other', publicKey: key, allowedIps: ['10.89.9.9/32'], [field]: first?.[field] }
      expect(() => validateState(withField('wireguard.peers', [first, second]))).toThrow('twice')
    }
  })

  test('the sentence that is reported does not repeat the value', () => {
    const hostile = withField('openvpn.serverName', 'node reboot')
    expect(() => validateState(hostile)).toThrow(/^The state was refused: openvpn.serverName must be a host name.$/)
  })

  test('a certificate with another one behind it', () => {
    const twice = sampleState().openvpn.caCertificate.repeat(2)
    expect(() => validateState(withField('openvpn.caCertificate', twice))).toThrow('openvpn.caCertificate')
  })

  test('what is not JSON', () => {
    expect(() => validateState('<html>')).toThrow('not JSON')
  })
})
