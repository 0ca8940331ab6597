// A machine joins with its token: it brings public keys and gets certificates for them.
// Invariant: a token enrols one machine, however many come with it at once; private keys stay on the machine.
import { audit } from '../accounts/audit.ts'
import type { EnrolRequest, EnrolResponse } from '../agent/contract.ts'
import { notifyFleet } from '../db/notify.ts'
import type { Db } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { hashSecret } from '../lib/token.ts'
import { parseNodeAddress } from './core/node-address.ts'
import { parsePublicKey } from './core/wireguard-key.ts'
import { isKeyTaken } from './device-queries.ts'
import type { Fleet } from './fleet.ts'
import { nodeOfToken, spendEnrolToken } from './node-queries.ts'

interface Needs {
  db: Db
  clock: Clock
  fleet: Fleet
}

/** `from` is the machine's own address. Throws Refusal `invalid`, in one sentence for whatever is wrong with the token. */
export async function enrolNode(
  { db, clock, fleet }: Needs,
  request: EnrolRequest,
  from: string,
): Promise<EnrolResponse> {
  const badToken = new Refusal(
    'invalid',
    'This token is not valid: it was used, has expired or never was. Add the node again.',
  )
  const tokenHash = hashSecret(request.token)
  const address = parseNodeAddress(from)
  const node = await nodeOfToken(db, tokenHash, clock())
  if (node === undefined) throw badToken // before any work for a stranger
  const wireguardKey = parsePublicKey(request.wireguardPublicKey)
  if (wireguardKey === null || address === null || (await isKeyTaken(db, wireguardKey, node))) {
    throw new Refusal('invalid', 'The WireGuard key or the address of this machine cannot be used.')
  }
  const { authority } = fleet
  const tunnel = await authority.issueServer(request.openvpnPublicKey, clock())
  const identity = await authority.issueIdentity(node, request.identityPublicKey, clock())
  await db.transaction().execute(async (tx) => {
    const now = clock()
    const enrolment = {
      identity_from: identity.notBefore,
      identity_until: identity.notAfter,
      identity_sha256: identity.sha256,
      identity_used_at: now,
      wireguard_public_key: wireguardKey,
      openvpn_public_key: request.openvpnPublicKey,
      openvpn_certificate: tunnel.pem,
      certificate_not_after: tunnel.notAfter,
      agent_version: request.agentVersion,
      enrolled_at: now,
    }
    if (!(await spendEnrolToken(tx, tokenHash, enrolment, address))) throw badToken
    await audit(tx, clock, { actor: 'system', action: 'node.enrol', subject: node })
    await notifyFleet(tx)
  })
  return { nodeId: node, certificate: identity.pem }
}
