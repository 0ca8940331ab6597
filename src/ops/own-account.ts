// What somebody may do with the whole of the own account: take everything that is kept, and delete it. Each asks for the password
// and, where there is one, the second factor: a session that was left open is not enough.
import { otherOwners } from '../accounts/closure-queries.ts'
import { proveCurrentPassword } from '../accounts/current-password.ts'
import type { Session } from '../accounts/session.ts'
import { requireStepUp } from '../accounts/step-up.ts'
import type { Throttle } from '../accounts/throttle.ts'
import { sumsOutsidePayouts } from '../affiliates/overview-queries.ts'
import { liveSubscription } from '../billing/overview-queries.ts'
import type { Money } from '../billing/core/money.ts'
import type { Db } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import type { Clock } from '../lib/clock.ts'
import { countDevices } from '../vpn/device-queries.ts'
import { closeAccount } from './close-account.ts'
import { PERSONAL } from './core/data-inventory.ts'
import { exportOwnData, type OwnData } from './export-own-data.ts'

interface Needs {
  db: Db
  clock: Clock
  queue: Queue
  throttle: Throttle
}

/** Refusals: `step-up`, `invalid` (the password), `too-many`, `not-found`, `unavailable`. */
export async function takeOwnData(needs: Needs, session: Session, password: string): Promise<OwnData> {
  await prove(needs, session, password)
  return exportOwnData(needs, session.account)
}

/** Refusals: as `takeOwnData`, and `conflict` for the only owner. */
export async function deleteOwnAccount(needs: Needs, session: Session, password: string): Promise<void> {
  await prove(needs, session, password)
  await closeAccount(needs, { account: session.account, actor: session.account })
}

async function prove(needs: Needs, session: Session, password: string): Promise<void> {
  requireStepUp(session, needs.clock)
  await proveCurrentPassword(needs, session.account, password)
}

export interface DeletionPreview {
  /** Something runs that is charged for: it ends at once, with what is left of its paid time. */
  isPaying: boolean
  devices: number
  /** Earned and not in any payout yet: it is given up. */
  givenUp: Money[]
  isOnlyOwner: boolean
  /** What goes. */
  goes: string[]
  /** What stays, by why. */
  stays: { why: string; titles: string[] }[]
}

/** What deleting would do, before it is done. */
export async function previewDeletion(
  { db }: Pick<Needs, 'db'>,
  { account, role }: Pick<Session, 'account' | 'role'>,
): Promise<DeletionPreview> {
  const [running, devices, sums, owners] = await Promise.all([
    liveSubscription(db, account),
    countDevices(db, account),
    sumsOutsidePayouts(db, account),
    otherOwners(db, account),
  ])
  return {
    isPaying: running !== undefined,
    devices,
    givenUp: sums.filter(({ amount }) => amount > 0n),
    isOnlyOwner: role === 'owner' && owners === 0,
    ...whatGoes(),
  }
}

function whatGoes(): Pick<DeletionPreview, 'goes' | 'stays'> {
  const staying = PERSONAL.flatMap(({ of, erasure }) =>
    typeof erasure === 'object' && 'stays' in erasure ? [{ title: of.title, why: erasure.stays }] : [],
  )
  const byWhy = Map.groupBy(staying, ({ why }) => why)
  return {
    goes: PERSONAL.filter(({ erasure }) => typeof erasure !== 'object' || !('stays' in erasure)).map(
      ({ of, erasure }) =>
        typeof erasure === 'object' && 'cleared' in erasure ? `${of.title}: ${erasure.part}` : of.title,
    ),
    stays: [...byWhy].map(([why, rows]) => ({ why, titles: rows.map(({ title }) => title) })),
  }
}
