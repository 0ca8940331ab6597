import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { sampleState } from '../../test/support/vpn-sample-state.ts'
import { openvpnFiles } from './openvpn-config.ts'
import { needsRestart } from './openvpn-restart.ts'

const files = openvpnFiles(sampleState().openvpn, { dir: '/x', interfaceName: 'tun0', privateKey: 'k' })
const certificate = new X509Certificate(files['server.crt'])
const [from, to] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)]
const young = new Date(from + (to - from) * 0.6)
const old = new Date(from + (to - from) * 0.7)

test.each([
  ['nothing differs', {}, old, false],
  ['another port', { 'server.conf': 'port 1' }, young, true],
  ['another authority', { 'ca.crt': 'c' }, young, true],
  ['a new certificate while the running one is young', { 'server.crt': 'c' }, young, false],
  ['a new certificate for an ageing one', { 'server.crt': 'c' }, old, true],
])('%s', (_name, change, now, restart) => {
  expect(needsRestart(files, { ...files, ...change }, now)).toBe(restart)
})
