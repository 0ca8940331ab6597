// The headers with which a node shows who it is, for one request.
// Invariant: the private key leaves nothing but a signature; no two requests are signed with the same nonce.
import { createHash, createPrivateKey, randomBytes, sign, X509Certificate } from 'node:crypto'
import type { Identity } from './identity.ts'
import { LABEL, signatureBase, signatureParams, type SignedRequest } from './signature-base.ts'

export interface Unsigned {
  method: string
  /** Path and query, as behind the control plane's address. */
  target: string
  body: string
}

/** `now` is the control plane's time in milliseconds. */
export function signRequest(identity: Identity, { method, target, body }: Unsigned, now: number) {
  const [path = '', query] = target.split('?')
  const request: SignedRequest = {
    method,
    path,
    query: query === undefined ? '' : `?${query}`,
    contentDigest: contentDigest(body),
    clientCert: `:${new X509Certificate(identity.certificate).raw.toString('base64')}:`,
    created: Math.floor(now / 1000),
    nonce: randomBytes(16).toString('base64url'),
  }
  const key = { key: createPrivateKey(identity.privateKey), dsaEncoding: 'ieee-p1363' } as const
  const signature = sign('sha256', Buffer.from(signatureBase(request)), key).toString('base64')
  return {
    'client-cert': request.clientCert,
    'content-digest': request.contentDigest,
    'signature-input': `${LABEL}=${signatureParams(request)}`,
    signature: `${LABEL}=:${signature}:`,
  }
}

/** RFC 9530, of the text in UTF-8. */
function contentDigest(body: string): string {
  return `sha-256=:${createHash('sha256').update(body).digest('base64')}:`
}
