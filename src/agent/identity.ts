// Who this node is to its control plane: a certificate for a key that was made here. Both are renewed every day.
// Invariant: a new identity is on the disk before it is used, for the control plane refuses the one before from then on.
import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { Problem } from './problem.ts'

export interface Identity {
  nodeId: string
  /** PKCS #8, PEM, P-256. */
  privateKey: string
  /** PEM. */
  certificate: string
}

const RENEWED_AFTER = 24 * 3_600_000
/** Certificates are dated back by this much (vpn/pki.ts), for clocks that differ. */
const BACK_DATED = 3_600_000

/** A new key, and its public half as SubjectPublicKeyInfo, PEM. */
export function newIdentityKey(): { privateKey: string; publicKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  }
}

/** Throws a Problem for a certificate that is damaged, or that is for another key than ours. */
export function checkedIdentity(identity: Identity): Identity {
  if (/^[A-Za-z0-9_-]{1,64}$/.test(identity.nodeId) && isFor(identity)) return identity
  throw new Problem('the control plane answered with something else than a certificate for this node')
}

function isFor({ certificate, privateKey }: Identity): boolean {
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(privateKey))
  } catch {
    return false // what is no certificate is none for this key
  }
}

/** Whether it is time for another; `now` is the control plane's, in milliseconds. */
export function isDue({ certificate }: Identity, now: number): boolean {
  return now - Date.parse(new X509Certificate(certificate).validFrom) - BACK_DATED >= RENEWED_AFTER
}
