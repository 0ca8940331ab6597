import { expect, test } from 'vitest'
import { changeRequest, checkAnswer, configureRequest, parseInterface } from './wireguard-uapi-text.ts'

const key = (byte: number) => Buffer.alloc(32, byte).toString('base64')
const hex = (byte: number) => Buffer.alloc(32, byte).toString('hex')

test('changes are one request, in their order', () => {
  const peer = { publicKey: key(2), presharedKey: key(3), allowedIps: ['10.89.0.2/32', 'fd89::2/128'] }
  expect(
    changeRequest([
      { kind: 'remove', publicKey: key(1) },
      { kind: 'set', peer },
    ]),
  ).toBe(
    `set=1\npublic_key=${hex(1)}\nremove=true\n` +
      `public_key=${hex(2)}\npreshared_key=${hex(3)}\nreplace_allowed_ips=true\nallowed_ip=10.89.0.2/32\nallowed_ip=fd89::2/128\n\n`,
  )
  expect(configureRequest({ privateKey: key(9), listenPort: 51_820 })).toBe(
    `set=1\nprivate_key=${hex(9)}\nlisten_port=51820\n\n`,
  )
})

test('an interface is read with its peers', () => {
  const answer = `private_key=${hex(9)}\nlisten_port=51820\npublic_key=${hex(2)}\npreshared_key=${hex(3)}
endpoint=192.0.2.7:4000\nlast_handshake_time_sec=1795348800\nlast_handshake_time_nsec=5\ntx_bytes=20\nrx_bytes=10
protocol_version=1\nallowed_ip=fd89::2/128\nallowed_ip=10.89.0.2/32\npublic_key=${hex(4)}\nlast_handshake_time_sec=0\nerrno=0\n\n`
  const real = parseInterface(answer)
  expect([real.privateKey, real.listenPort]).toEqual([key(9), 51_820])
  expect(real.peers.get(key(2))).toEqual({
    publicKey: key(2),
    presharedKey: key(3),
    allowedIps: ['10.89.0.2/32', 'fd89::2/128'],
    lastHandshake: 1_795_348_800_000,
    endpoint: '192.0.2.7:4000',
    received: 10,
    sent: 20,
  })
  expect(real.peers.get(key(4))).toMatchObject({ lastHandshake: null, presharedKey: key(0), allowedIps: [] })
})

test('anything but errno=0 is a problem', () => {
  expect(() => checkAnswer('errno=-22\n\n')).toThrow('errno -22')
  expect(() => checkAnswer('')).toThrow('errno missing')
})
