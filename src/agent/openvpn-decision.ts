// Whether an OpenVPN client may connect, or stay. Pure.
// Invariant: the device must be in the state, with this very certificate, before its end, on a node that serves; everything
// else is a no, and the customer reads why.
import type { Aim } from './aim.ts'
import type { OpenvpnClient } from './contract.ts'
import { hasEnded } from './expiry.ts'

export interface Applicant {
  commonName: string
  /** Decimal; null when an earlier agent admitted the session and its note is lost. */
  serial: string | null
  /** False for a session that is already served. */
  isNew: boolean
}

/** `later`: the client is to try again by itself. `no`: it stops and shows the sentence. */
export type Decision =
  { kind: 'yes'; client: OpenvpnClient } | { kind: 'later'; sentence: string } | { kind: 'no'; sentence: string }

export type ClientsById = ReadonlyMap<string, OpenvpnClient>

export function decide(aim: Aim, clients: ClientsById, applicant: Applicant, now: Date): Decision {
  if (aim.state.mode === 'retired') return { kind: 'no', sentence: 'This server has been retired.' }
  if (aim.leaseOver) return { kind: 'later', sentence: 'This server has lost its control plane.' }

  const client = clients.get(applicant.commonName)
  if (client === undefined) return { kind: 'no', sentence: 'This device is not active.' }
  if (applicant.serial === null) return { kind: 'later', sentence: 'Please connect again.' }
  if (client.serial !== applicant.serial) {
    return { kind: 'no', sentence: 'This profile was replaced. Download the new one.' }
  }
  if (hasEnded(client, now)) return { kind: 'no', sentence: `Access ended on ${(client.notAfter ?? '').slice(0, 10)}.` }
  if (aim.state.mode === 'draining' && applicant.isNew) {
    return { kind: 'later', sentence: 'This server takes no new connections.' }
  }
  return { kind: 'yes', client }
}
