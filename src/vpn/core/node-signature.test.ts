import { expect, test } from 'vitest'
import { signatureParams } from '../../agent/signature-base.ts'
import { readSignature, type SignatureHeaders } from './node-signature.ts'

const TARGET = { method: 'GET', path: '/agent/v1/state', query: '?wait=1' }
const RIGHT: SignatureHeaders = {
  signature: `node=:${'A'.repeat(86)}==:`,
  signatureInput: `node=${signatureParams({ created: 1_795_521_600, nonce: 'n'.repeat(22) })}`,
  contentDigest: `sha-256=:${'B'.repeat(43)}=:`,
  clientCert: `:${'C'.repeat(400)}:`,
}

test('what is as agreed is read, and the text that was signed is put together from it', () => {
  const read = readSignature(RIGHT, TARGET)
  expect(read).toMatchObject({ created: 1_795_521_600_000, nonce: 'n'.repeat(22), bodyDigest: `${'B'.repeat(43)}=` })
  expect(read?.base.split('\n').slice(0, 3)).toEqual([
    '"@method": GET',
    '"@path": /agent/v1/state',
    '"@query": ?wait=1',
  ])
})

const input = (from: string, to: string) => ({ signatureInput: RIGHT.signatureInput?.replace(from, to) })
test.each<[string, Partial<SignatureHeaders>]>([
  ['no signature', { signature: undefined }],
  ['no input', { signatureInput: undefined }],
  ['no digest', { contentDigest: undefined }],
  ['no certificate', { clientCert: undefined }],
  ['another label', { signature: RIGHT.signature?.replace('node', 'sig1') }],
  ['two signatures', { signature: `${RIGHT.signature}, other=:AA==:` }],
  ['a signature in DER', { signature: `node=:${'A'.repeat(96)}:` }],
  ['fewer covered', input(' "client-cert"', '')],
  ['more covered', input('"@query"', '"@query" "host"')],
  ['another order', input('"@method" "@path"', '"@path" "@method"')],
  ['no time', input(';created=1795521600', '')],
  ['a time with a sign', input('=1795521600', '=-1795521600')],
  ['a time written otherwise', input('=1795521600', '=01795521600')],
  ['a short nonce', input('n'.repeat(22), 'n')],
  ['two nonces', input(';nonce', `;nonce="${'m'.repeat(22)}";nonce`)],
  ['another algorithm', input('ecdsa-p256-sha256', 'hmac-sha256')],
  ['another digest', { contentDigest: RIGHT.contentDigest?.replace('256', '512') }],
  ['two digests', { contentDigest: `${RIGHT.contentDigest}, md5=:AA==:` }],
  ['a certificate in PEM', { clientCert: '-----BEGIN CERTIFICATE-----' }],
  ['an endless certificate', { clientCert: `:${'C'.repeat(9000)}:` }],
])('%s is no signature', (_, wrong) => {
  expect(readSignature({ ...RIGHT, ...wrong }, TARGET)).toBeNull()
})
