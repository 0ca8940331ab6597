// A machine that becomes a node: its keys, what it sends to join, and requests that it signs as its agent would.
import { generateKeyPairSync } from 'node:crypto'
import type { EnrolRequest, EnrolResponse } from '../../src/agent/contract.ts'
import { newIdentityKey, type Identity } from '../../src/agent/identity.ts'
import { signRequest, type Unsigned } from '../../src/agent/sign-request.ts'

export interface Machine {
  request: EnrolRequest
  /** Who it is, once it has joined. */
  identity(answer: EnrolResponse): Identity
}

export function newMachine(token: string): Machine {
  const { privateKey, publicKey } = newIdentityKey()
  const request = {
    token,
    agentVersion: '0.1.0',
    wireguardPublicKey: newWireguardKey(),
    openvpnPublicKey: newIdentityKey().publicKey, // P-256 as well
    identityPublicKey: publicKey,
  }
  return { request, identity: ({ nodeId, certificate }) => ({ nodeId, privateKey, certificate }) }
}

/** What a machine sends to join that is not needed any more afterwards. */
export function enrolRequest(token: string): EnrolRequest {
  return newMachine(token).request
}

/** A new WireGuard public key, as a browser would make it. */
export function newWireguardKey(): string {
  const { publicKey } = generateKeyPairSync('x25519')
  return publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64')
}

/** What one adds to a request so that it comes from this node; made anew for each, since each counts once. */
export type Signer = (request: Unsigned) => Record<string, string>

export function signerOf(identity: Identity, clock: () => Date): Signer {
  return (request) => signRequest(identity, request, clock().getTime())
}
