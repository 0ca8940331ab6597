// What control plane and agent say to each other, over `/agent/v1/`. The only file of the agent that the server imports.
// Invariant: an agent refuses a state whose `version` it does not know and one with a field it does not know, at any level, as
// a whole. So within a version no field is ever added, renamed or dropped: a new field is a new version of state and path
// (`/agent/v2/`), and the control plane goes on answering `/agent/v1/` in the old form while a node asks there. Times are
// RFC 3339 UTC, keys are base64 (WireGuard) or PEM.

/** The shape of the state document; raised with each change of its fields. */
export const STATE_VERSION = 1

/** `POST /agent/v1/enrol`, answered once for a token. Everything else is signed with the node's identity: signature-base.ts. */
export interface EnrolRequest {
  token: string
  agentVersion: string
  /** SubjectPublicKeyInfo, PEM, P-256: the key that signs requests. Its private half never leaves the node. */
  identityPublicKey: string
  /** Made on the node; its private half never leaves it. */
  wireguardPublicKey: string
  /** SubjectPublicKeyInfo, PEM, P-256: the control plane answers with a certificate for it in every state. */
  openvpnPublicKey: string
}

export interface EnrolResponse {
  nodeId: string
  /** Says that the key is this node's. PEM. */
  certificate: string
}

/** `POST /agent/v1/identity`, every day: a certificate for a new key. Once it was used, the one before is refused. */
export interface RenewRequest {
  identityPublicKey: string
}

export interface RenewResponse {
  certificate: string
}

/**
 * Why a signed request was refused: `clock` (401) comes with the control plane's time as `now` (RFC 3339), and the same
 * request is right with that time; `retired` (403) is for ever; of the rest only the sentence is for people.
 */
export interface AgentRefusal {
  error: { code: string; message: string; now?: string }
}

/** One WireGuard peer. `id` is the device's opaque id. */
export interface WireguardPeer {
  id: string
  publicKey: string
  presharedKey: string
  /** Host routes: one IPv4 /32 and one IPv6 /128. */
  allowedIps: string[]
  /** The node ends the peer by itself at this instant; null: no planned end. */
  notAfter: string | null
}

/** One OpenVPN client. `id` is the device's opaque id and the certificate's common name. */
export interface OpenvpnClient {
  id: string
  /** Decimal serial of the one certificate that may connect. */
  serial: string
  ipv4: string
  ipv6: string
  notAfter: string | null
}

export interface WireguardState {
  listenPort: number
  /** The node's own addresses with prefix length, v4 and v6. */
  addresses: string[]
  peers: WireguardPeer[]
}

export interface OpenvpnState {
  listenPort: number
  /** CIDR of the tunnel network, v4 and v6; the node is the first host of each. */
  network4: string
  network6: string
  caCertificate: string
  certificate: string
  /** Name in the node's certificate; clients check it with `verify-x509-name`. */
  serverName: string
  tlsCryptV2Key: string
  /** Resolvers pushed to clients. */
  dns: string[]
  clients: OpenvpnClient[]
  /** Decimal serials that must never connect, for `crl-verify DIR dir`. */
  revokedSerials: string[]
}

/** `GET /agent/v1/state?epoch=E&generation=N&wait=SECONDS`: 200 with a state other than (E, N), or 204 after the wait. */
export interface DesiredState {
  version: typeof STATE_VERSION
  /** Changes when the control plane was restored from a backup: generations of another epoch do not compare. */
  epoch: string
  /** Rises with each change of this node's state, never falls within an epoch. */
  generation: number
  nodeId: string
  /** `draining`: serves its sessions, takes no new ones. `retired`: takes everything down. */
  mode: 'active' | 'draining' | 'retired'
  /** How long an agent that hears nothing goes on serving peers, seconds. */
  leaseSeconds: number
  wireguard: WireguardState
  openvpn: OpenvpnState
  /** Tunnel networks (CIDR) to masquerade and to isolate from each other's customers. */
  networks: string[]
}

export interface PeerReport {
  id: string
  protocol: 'wireguard' | 'openvpn'
  /** Last handshake (WireGuard) or start of the session (OpenVPN); null when never connected since the daemon's start. */
  lastSeen: string | null
  /** Bytes since the peer or session began: counters fall to zero on restart. */
  received: number
  sent: number
}

/** `POST /agent/v1/report`, after each application and at least every 60 s; answered 204. */
export interface NodeReport {
  epoch: string
  /** The generation that is really in force, read back from WireGuard and OpenVPN. */
  generation: number
  agentVersion: string
  /** The node's clock when it wrote this, for the clock offset. */
  now: string
  wireguardPublicKey: string
  /** What failed, one sentence each; empty when everything desired is so. */
  problems: string[]
  /** Sent at least every 60 s; null in between, when the report only acknowledges. */
  peers: PeerReport[] | null
}
