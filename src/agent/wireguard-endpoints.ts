// Where peers were last heard, so that one which is put back can be called instead of waited for.
// Invariant: an address is kept in memory only and no longer than ten minutes after it was last seen in use: it may be
// somebody else's by then.
//
// Why: a customer's own WireGuard goes on with the session it had and notices only by its timers that the node has
// forgotten it, 15 s later or more. A handshake begun by the node is answered at once.
import type { Elapsed } from './clock.ts'
import type { Greeting, RealPeer } from './wireguard.ts'

const KEEP_MS = 600_000

export interface Endpoints {
  note(peers: Iterable<RealPeer>): void
  recent(publicKeys: Iterable<string>): Greeting[]
}

export function makeEndpoints(elapsed: Elapsed): Endpoints {
  const seen = new Map<string, { endpoint: string; at: number }>()
  return {
    note: (peers) => {
      const now = elapsed()
      for (const { publicKey, endpoint } of peers) if (endpoint !== null) seen.set(publicKey, { endpoint, at: now })
      for (const [publicKey, { at }] of seen) if (now - at > KEEP_MS) seen.delete(publicKey)
    },
    recent: (publicKeys) => {
      const greetings: Greeting[] = []
      for (const publicKey of publicKeys) {
        const entry = seen.get(publicKey)
        if (entry !== undefined && elapsed() - entry.at <= KEEP_MS)
          greetings.push({ publicKey, endpoint: entry.endpoint })
      }
      return greetings
    },
  }
}
