import { expect, test } from 'vitest'
import type { Change } from './diff.ts'
import { greetArguments, parseDump, removalArguments, settingsText } from './wireguard-tool.ts'

const change: Change = {
  kind: 'set',
  peer: { publicKey: 'B=', presharedKey: 'P=', allowedIps: ['10.0.0.1/32', 'fd::1/128'] },
}

test('keys stand in the file, and only public ones in arguments', () => {
  expect(settingsText([{ kind: 'remove', publicKey: 'A=' }, change])).toBe(
    '[Peer]\nPublicKey = B=\nPresharedKey = P=\nAllowedIPs = 10.0.0.1/32, fd::1/128\n',
  )
  expect(removalArguments([{ kind: 'remove', publicKey: 'A=' }, change])).toEqual([['peer', 'A=', 'remove']])
  expect(greetArguments([{ publicKey: 'B=', endpoint: '192.0.2.7:1' }])).toEqual([
    ['peer', 'B=', 'endpoint', '192.0.2.7:1', 'persistent-keepalive', '1'],
    ['peer', 'B=', 'persistent-keepalive', 'off'],
  ])
})

test('removals are cut into arguments the kernel takes', () => {
  const many = Array.from({ length: 1_001 }, (_, at) => ({ kind: 'remove', publicKey: String(at) }) as const)
  expect(removalArguments(many).map((args) => args.length)).toEqual([1_500, 1_500, 3])
})

test('a dump is read', () => {
  const text =
    'K=\tU=\t51820\toff\nA=\t(none)\t(none)\t(none)\t0\t0\t0\toff\nB=\tP=\t[2001:db8::1]:5\tfd::1/128,10.0.0.1/32\t1795348800\t7\t8\t25\n'
  const real = parseDump(text)
  expect([real.privateKey, real.listenPort, real.peers.size]).toEqual(['K=', 51_820, 2])
  expect(real.peers.get('A=')).toMatchObject({ allowedIps: [], endpoint: null, lastHandshake: null })
  expect(real.peers.get('B=')).toEqual({
    publicKey: 'B=',
    presharedKey: 'P=',
    endpoint: '[2001:db8::1]:5',
    allowedIps: ['10.0.0.1/32', 'fd::1/128'],
    lastHandshake: 1_795_348_800_000,
    received: 7,
    sent: 8,
  })
  expect(parseDump('(none)\t(none)\t0\toff\n')).toEqual({ privateKey: null, listenPort: 0, peers: new Map() })
})
