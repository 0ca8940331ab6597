// What the signature of a node's request covers, as text: HTTP Message Signatures (RFC 9421) with the certificate in the request
// (RFC 9440), in one form only, so that there is one way to write it and none to misread it. Server and agent both build it.
// Invariant: everything that an answer depends on is in it: method, path, query, body and whose key signed.

/** The only label; the header's name for it is part of no secret. */
export const LABEL = 'node'
export const ALGORITHM = 'ecdsa-p256-sha256'
const COVERED = '("@method" "@path" "@query" "content-digest" "client-cert")'

export interface SignedRequest {
  method: string
  /** Without what a proxy may have in front of `/agent/`. */
  path: string
  /** With its question mark; empty when there is none. */
  query: string
  /** As in the headers Content-Digest (RFC 9530) and Client-Cert. */
  contentDigest: string
  clientCert: string
  /** Seconds since 1970 by the control plane's clock. */
  created: number
  /** Never used before by this node. */
  nonce: string
}

/** What stands behind the label in Signature-Input. */
export function signatureParams({ created, nonce }: Pick<SignedRequest, 'created' | 'nonce'>): string {
  return `${COVERED};created=${created};nonce="${nonce}";alg="${ALGORITHM}"`
}

/** The bytes that are signed (RFC 9421, section 2.5). */
export function signatureBase(request: SignedRequest): string {
  return [
    `"@method": ${request.method}`,
    `"@path": ${request.path}`,
    `"@query": ${request.query === '' ? '?' : request.query}`,
    `"content-digest": ${request.contentDigest}`,
    `"client-cert": ${request.clientCert}`,
    `"@signature-params": ${signatureParams(request)}`,
  ].join('\n')
}
