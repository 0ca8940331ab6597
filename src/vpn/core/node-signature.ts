// Reads the signature of a node's request: the one form of agent/signature-base.ts, and no other. Pure.
// Invariant: what comes out was checked for its shape only; whose it is and whether it is right, node-identity.ts says.
import { LABEL, signatureBase, signatureParams, type SignedRequest } from '../../agent/signature-base.ts'

export interface NodeSignature {
  /** Base64 of the certificate's DER. */
  certificate: string
  /** Base64 of the SHA-256 that the body must have. */
  bodyDigest: string
  /** Base64 of r and s, 32 bytes each. */
  signature: string
  /** The text that was signed. */
  base: string
  /** Milliseconds since 1970. */
  created: number
  nonce: string
}

export interface SignatureHeaders {
  signature: string | undefined
  signatureInput: string | undefined
  contentDigest: string | undefined
  clientCert: string | undefined
}

type Target = Pick<SignedRequest, 'method' | 'path' | 'query'>

/** Null: it is not signed, or not as agreed. */
export function readSignature(headers: SignatureHeaders, target: Target): NodeSignature | null {
  const { signature = '', signatureInput = '', contentDigest = '', clientCert = '' } = headers
  const [, certificate] = /^:([A-Za-z0-9+/]{100,4000}={0,2}):$/.exec(clientCert) ?? []
  const [, bodyDigest] = /^sha-256=:([A-Za-z0-9+/]{43}=):$/.exec(contentDigest) ?? []
  const [, signed] = /^node=:([A-Za-z0-9+/]{86}==):$/.exec(signature) ?? []
  const [, seconds, nonce] = /^node=[^;]{1,99};created=(\d{1,12});nonce="([\w-]{16,64})";/.exec(signatureInput) ?? []
  if (!certificate || !bodyDigest || !signed || !seconds || !nonce) return null
  const created = Number(seconds)
  if (signatureInput !== `${LABEL}=${signatureParams({ created, nonce })}`) return null
  const base = signatureBase({ ...target, contentDigest, clientCert, created, nonce })
  return { certificate, bodyDigest, signature: signed, base, created: created * 1000, nonce }
}
