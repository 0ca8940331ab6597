// What the agent asks of a WireGuard interface, whoever implements it: the userspace daemon by its socket, or the kernel's
// by the `wg` command.
// Invariant: private and preshared keys travel by socket or by a 0600 file, never in an argument list.
import type { Change, Peer } from './diff.ts'

export interface RealPeer extends Peer {
  /** Milliseconds since 1970; null before the first handshake. */
  lastHandshake: number | null
  /** `address:port`; null when the peer was never heard. */
  endpoint: string | null
  /** Bytes since the peer was added or the daemon started. */
  received: number
  sent: number
}

export interface RealInterface {
  privateKey: string | null
  listenPort: number
  peers: Map<string, RealPeer>
}

/** A peer to begin a handshake with. */
export interface Greeting {
  publicKey: string
  /** `address:port` as WireGuard writes it. */
  endpoint: string
}

export interface WireguardDriver {
  read(): Promise<RealInterface>
  configure(settings: { privateKey: string; listenPort: number }): Promise<void>
  /** All or an error; after an error the real list must be read again. */
  apply(changes: readonly Change[]): Promise<void>
  /** Begins a handshake with each, once; the interface must be up. */
  greet(greetings: readonly Greeting[]): Promise<void>
  close(): void
}
