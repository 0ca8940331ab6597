import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { createAuthority, openAuthority, type Authority } from './pki.ts'
import { newClientKey, newServerKey } from './tls-crypt-v2.ts'

const NOW = new Date('2026-11-24T12:00:00Z')
const HOUR = 3_600_000
const pemOf = (namedCurve: string) =>
  generateKeyPairSync('ec', { namedCurve }).publicKey.export({ type: 'spki', format: 'pem' }).toString()
let authority: Authority
let root: X509Certificate
beforeAll(async () => {
  const { certificate, privateKey } = await createAuthority(NOW)
  authority = await openAuthority(certificate, privateKey)
  root = new X509Certificate(certificate)
})

test('the authority signs certificates and is valid for ten years', () => {
  expect(root.ca).toBe(true)
  expect(root.verify(root.publicKey)).toBe(true)
  expect(root.validToDate.getUTCFullYear()).toBe(2036)
})

test('a device gets a certificate in its name that can only be a client', async () => {
  const { pem, serial, notAfter, privateKey } = await authority.issueClient('dev_x', NOW)
  const certificate = new X509Certificate(pem)
  expect(certificate.verify(root.publicKey)).toBe(true)
  expect(certificate.subject).toBe('CN=dev_x')
  expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2'])
  expect(certificate.ca).toBe(false)
  expect(certificate.checkPrivateKey(createPrivateKey(privateKey))).toBe(true)
  expect(certificate.validToDate).toEqual(notAfter)
  expect(certificate.validFromDate).toEqual(new Date(NOW.getTime() - HOUR))
  expect(BigInt(`0x${certificate.serialNumber}`).toString()).toBe(serial)
})

test('a node gets one for the key it brought that can only be a server', async () => {
  const publicKey = pemOf('P-256')
  const certificate = new X509Certificate((await authority.issueServer(publicKey, NOW)).pem)
  expect(certificate.verify(root.publicKey)).toBe(true)
  expect(certificate.subject).toBe('CN=turnpike-node')
  expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1'])
  expect(certificate.publicKey.export({ type: 'spki', format: 'pem' })).toBe(publicKey)
})

describe('keys of nodes that are refused', () => {
  const rsa = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey
  test.each([
    ['nothing', ''],
    ['text', 'key'],
    ['another curve', pemOf('P-384')],
    ['RSA', rsa().export({ type: 'spki', format: 'pem' }).toString()],
    ['a damaged one', pemOf('P-256').replace('MFkw', 'MFkx')],
  ])('%s', async (_, pem) => {
    await expect(authority.issueServer(pem, NOW)).rejects.toMatchObject({ name: 'Refusal', code: 'invalid' })
  })
})

test('serials are positive and minimal in DER', async () => {
  const serials = new Set<string>()
  for (let n = 0; n < 200; n++) {
    const { pem, serial } = await authority.issueClient('dev_x', NOW)
    const first = Number.parseInt(new X509Certificate(pem).serialNumber.slice(0, 2), 16)
    expect(first).toBeGreaterThan(0)
    expect(first).toBeLessThan(0x80)
    serials.add(serial)
  }
  expect(serials.size).toBe(200)
})

test('tls-crypt-v2 keys are one PEM block each, and no two are alike', () => {
  const server = newServerKey()
  expect(server).toMatch(/^-----BEGIN OpenVPN tls-crypt-v2 server key-----\n(\S{1,64}\n)+-----END .*-----\n$/)
  const keys = [newClientKey(server, 'dev_a'), newClientKey(server, 'dev_a')]
  expect(new Set(keys).size).toBe(2)
  // 256 bytes of key, then tag, key, kind, name and length, as doc/tls-crypt-v2.txt orders them
  const bytes = Buffer.from(keys[0]?.replaceAll(/^-----.*$/gm, '') ?? '', 'base64')
  expect(bytes.length).toBe(256 + 32 + 256 + 1 + 'dev_a'.length + 2)
  expect(bytes.readUInt16BE(bytes.length - 2)).toBe(bytes.length - 256)
  expect(() => newClientKey(server.replace(/\n.{8}/, '\n'), 'dev_a')).toThrow('damaged')
})
