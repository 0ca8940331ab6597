// Clears away what has ended by itself; nothing depends on when, or whether, it runs.
import type { Clock } from '../lib/clock.ts'
import type { Db } from '../db/open.ts'
import { deleteOldChallenges } from './passkeys-queries.ts'
import { LONGEST_IDLE } from './session-ends.ts'
import { deleteEndedSessions, deleteRunOutCounters } from './session-queries.ts'
import { deleteOldTokens } from './token-queries.ts'

const DAY = 86_400_000

export async function pruneAccounts({ db, clock }: { db: Db; clock: Clock }): Promise<void> {
  const now = clock()
  await deleteEndedSessions(db, now, new Date(now.getTime() - LONGEST_IDLE))
  await deleteOldTokens(db, new Date(now.getTime() - DAY))
  await deleteOldChallenges(db, now)
  await deleteRunOutCounters(db, BigInt(Date.now())) // throttle.ts counts in real time
}
