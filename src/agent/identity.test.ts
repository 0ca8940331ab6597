import { expect, test } from 'vitest'
import { createAuthority, openAuthority } from '../vpn/pki.ts'
import { checkedIdentity, isDue, newIdentityKey } from './identity.ts'

const NOW = new Date('2026-11-24T12:00:00Z')
const NODE = 'node_abcdefghijkmnpqrstuv'

async function newIdentity() {
  const { certificate, privateKey } = await createAuthority(NOW)
  const authority = await openAuthority(certificate, privateKey)
  const keys = newIdentityKey()
  const { pem } = await authority.issueIdentity(NODE, keys.publicKey, NOW)
  return { nodeId: NODE, privateKey: keys.privateKey, certificate: pem }
}

test('another is due a day after this one was made', async () => {
  const identity = await newIdentity()
  const after = (hours: number) => NOW.getTime() + hours * 3_600_000
  expect([0, 23.9, 24.1, 2400].map((hours) => isDue(identity, after(hours)))).toEqual([false, false, true, true])
})

test('only a certificate for our own key is an identity', async () => {
  const [identity, other] = [await newIdentity(), await newIdentity()]
  expect(checkedIdentity(identity)).toBe(identity)
  const wrong = [
    { ...identity, certificate: other.certificate },
    { ...identity, privateKey: other.privateKey },
    { ...identity, certificate: '' },
    { ...identity, privateKey: 'x' },
    { ...identity, nodeId: '../x' },
    { ...identity, nodeId: '' },
  ]
  for (const one of wrong) expect(() => checkedIdentity(one)).toThrow('something else than a certificate')
})
