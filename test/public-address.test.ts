// What `doctor` says of the public address: against servers that speak TLS, each with something wrong, and one with nothing.
import { once } from 'node:events'
import { createServer, type TlsOptions } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lookAtPublicAddress } from '../src/ops/public-address.ts'
import { certificateOf } from './support/certificate.ts'

const RECOMMENDED =
  'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:TLS_AES_256_GCM_SHA384'
const servers: ReturnType<typeof createServer>[] = []
let own = { key: '', cert: '' }

beforeAll(async () => {
  own = await certificateOf('127.0.0.1')
})
afterAll(() => Promise.all(servers.map((server) => server[Symbol.asyncDispose]())))

async function serve(options: TlsOptions): Promise<URL> {
  const server = createServer(options, (socket) => socket.on('error', () => undefined))
  servers.push(server)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  return new URL(`https://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`)
}

test('new TLS with a certificate that is trusted is said to be so', async () => {
  const url = await serve({ ...own, ciphers: RECOMMENDED })
  await expect(lookAtPublicAddress(url, own.cert)).resolves.toMatch(/speaks TLSv1\.3 and nothing older.*good until /)
})

test('a certificate that nobody trusts, or for another address, is a fault', async () => {
  await expect(lookAtPublicAddress(await serve(own))).rejects.toThrow(/no TLS that browsers trust/)
  const others = await certificateOf('127.0.0.2')
  await expect(lookAtPublicAddress(await serve(others), others.cert)).rejects.toThrow(/no TLS that browsers trust/)
})

test('TLS 1.1 beside the new one is a fault', async () => {
  const url = await serve({ ...own, minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' })
  await expect(lookAtPublicAddress(url, own.cert)).rejects.toThrow(/still speaks TLSv1\.1/)
})

test.each(['ECDHE-ECDSA-AES128-SHA', 'ECDHE-ECDSA-AES256-SHA384'])(
  '%s beside recommended ciphers is a fault',
  async (weak) => {
    const url = await serve({ ...own, ciphers: `${RECOMMENDED}:${weak}` })
    await expect(lookAtPublicAddress(url, own.cert)).rejects.toThrow(`takes the cipher ${weak}`)
  },
)

test('an address in clear is one for this machine alone', async () => {
  await expect(lookAtPublicAddress(new URL('http://127.0.0.1:8080'))).resolves.toBe('http://127.0.0.1:8080.')
  await expect(lookAtPublicAddress(new URL('http://vpn.example.com'))).rejects.toThrow('is not encrypted')
})
