// Ends OpenVPN sessions for good: told first, then cut off.
// Invariant: a client that ignores the message has no traffic 0.4 s later; whoever is told first still gets to read why,
// because the message is lost when both commands are sent at once (measured with 2.6.14).
import { setTimeout as sleep } from 'node:timers/promises'
import { parseStatus } from './openvpn-management-text.ts'
import type { Management } from './openvpn-management.ts'
import { Problem } from './problem.ts'

const NOTICE_MS = 300
const LONGEST_MS = 5_000

export interface Sentences {
  /** Ends a session; `reason` null lets the client come back and be asked again. */
  pass(cid: string, reason: string | null): void
  /** The session is gone. */
  served(cid: string): void
  has(cid: string): boolean
  /** Resolves when every sentenced session is gone; throws a Problem when one does not go. */
  settled(): Promise<void>
}

export function makeSentences(management: Management): Sentences {
  /** Client id to the moment from which it is cut off. */
  const sentenced = new Map<string, number>()
  let sweeping: Promise<void> | null = null

  const sweep = async () => {
    const started = performance.now()
    while (sentenced.size > 0) {
      const due = Math.min(...sentenced.values())
      await sleep(Math.max(20, due - performance.now()))
      await cutOff(management, sentenced)
      if (performance.now() - started > LONGEST_MS) throw new Problem('openvpn does not end a session')
    }
  }
  return {
    pass: (cid, reason) => {
      if (sentenced.has(cid)) return
      sentenced.set(cid, performance.now() + NOTICE_MS)
      // An error means that the session has just gone, or the connection has; the sweep finds out which.
      management.ask(`client-kill ${cid}${reason === null ? '' : ` "AUTH_FAILED,${reason}"`}`).catch(() => {})
    },
    served: (cid) => {
      sentenced.delete(cid)
    },
    has: (cid) => sentenced.has(cid),
    settled: () => {
      sweeping ??= sweep().finally(() => (sweeping = null))
      return sweeping
    },
  }
}

async function cutOff(management: Management, sentenced: Map<string, number>): Promise<void> {
  const rows = new Map(parseStatus(await management.askMany('status 3')).map((row) => [row.cid, row]))
  for (const [cid, from] of sentenced) {
    const row = rows.get(cid)
    if (row === undefined) sentenced.delete(cid)
    else if (from <= performance.now()) {
      // 2.7 writes addresses in another form than `kill` takes; a common name is one device, so it serves as well.
      const byAddress = await management.ask(`kill ${row.realAddress}`).catch(() => null)
      if (byAddress === null) await management.ask(`kill ${row.commonName}`).catch(() => null)
    }
  }
}
