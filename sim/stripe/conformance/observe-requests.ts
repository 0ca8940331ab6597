// Holds every request of a test to Stripe's own parameter types, while the product is rehearsed on the simulator.
// Invariant: a request that was refused anyway is still reported, since the product should not have sent it.
import { refuseInvalidRequests, type ReceivedRequest } from './validate-request.ts'

/** What a source of requests offers: it tells of each call it answered, and how to stop listening. */
export interface CallSource {
  onCall(seen: (call: ReceivedRequest) => void): () => void
}

export interface RequestObserver {
  /** Throws with every request since the start (or the last check) that Stripe would refuse. */
  check(): void
  stop(): void
}

/** Watches from now on; call `check` at the end of each test. */
export function observeRequests(source: CallSource): RequestObserver {
  let seen: ReceivedRequest[] = []
  const stop = source.onCall((call) => void seen.push(call))
  return {
    stop,
    check() {
      const calls = seen
      seen = []
      refuseInvalidRequests(calls)
    },
  }
}
