// What the API was asked, for tests that check every request of the product. Invariant: a ring of the last calls, never persisted.
import type { RawHash } from './form-body.ts'

export interface ReceivedCall {
  method: string
  path: string
  /** Query and body together, as nested text. */
  params: RawHash
  status: number
  idempotencyKey: string | null
  version: string | null
  requestId: string
  replayed: boolean
}
export interface CallLog {
  add(call: ReceivedCall): void
  all(): ReceivedCall[]
  clear(): void
  /** Is told of every call after it was answered; returns how to stop it. */
  onCall(seen: (call: ReceivedCall) => void): () => void
}
const kept = 5000

export function makeCallLog(): CallLog {
  let calls: ReceivedCall[] = []
  const watchers = new Set<(call: ReceivedCall) => void>()
  return {
    add(call) {
      calls.push(call)
      if (calls.length > 2 * kept) calls = calls.slice(-kept)
      for (const seen of watchers) seen(call)
    },
    all: () => calls.slice(-kept),
    clear: () => void (calls = []),
    onCall(seen) {
      watchers.add(seen)
      return () => void watchers.delete(seen)
    },
  }
}
