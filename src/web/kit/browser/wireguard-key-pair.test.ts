// The pair must be one that WireGuard agrees with: the public half follows from the private one, which is clamped.
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { expect, test } from 'vitest'
import { makeKeyPair } from './wireguard-key-pair.ts'

/** RFC 8410: what stands before the 32 bytes in PKCS #8. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b656e04220420', 'hex')

test('the public key is the one of the private key, and both are 32 bytes in base64', async () => {
  const { privateKey, publicKey } = await makeKeyPair()
  const raw = Buffer.from(privateKey, 'base64')
  expect(raw).toHaveLength(32)
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, raw]), format: 'der', type: 'pkcs8' })
  const derived = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32)
  expect(publicKey).toBe(derived.toString('base64'))
})

test('the private key is clamped as `wg genkey` does', async () => {
  const raw = Buffer.from((await makeKeyPair()).privateKey, 'base64')
  expect([raw[0] ?? 0].map((byte) => byte & 7)).toEqual([0])
  expect((raw[31] ?? 0) & 192).toBe(64)
})

test('two presses make two keys', async () => {
  const [one, other] = [await makeKeyPair(), await makeKeyPair()]
  expect(one.privateKey).not.toBe(other.privateKey)
})
