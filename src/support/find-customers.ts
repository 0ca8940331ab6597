// The list of customers for staff: whose access stands how, with how many devices.
import { listAccounts, type AccountCard } from '../accounts/queries.ts'
import { accessOfSome } from '../billing/access.ts'
import { entitlement, planHeld, type Entitlement, type Standing } from '../billing/core/entitlement.ts'
import type { Db } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import { deviceRows } from '../vpn/device-queries.ts'

export interface FoundCustomer extends AccountCard {
  planName: string | null
  access: Entitlement
  standing: Standing
  devices: number
}

/** Newest first; `search` is part of an e-mail address or a whole id, empty for all; `after` the id of the last one seen. */
export async function findCustomers(
  { db, clock, graceDays }: { db: Db; clock: Clock; graceDays: number },
  search: string,
  limit: number,
  after?: string,
): Promise<FoundCustomer[]> {
  const accounts = await listAccounts(db, { search, limit, ...(after !== undefined && { after }) })
  if (accounts.length === 0) return []
  const ids = accounts.map((card) => card.id)
  const [live, known] = await Promise.all([deviceRows(db, ids), accessOfSome(db, ids)])
  const devices = Map.groupBy(live, (device) => device.account_id)
  const now = clock()
  return accounts.map((card) => {
    const facts = known.get(card.id)
    const access: Entitlement = facts ? entitlement(facts, now, graceDays) : { state: 'none' }
    return {
      ...card,
      access,
      standing: facts?.standing ?? 'none',
      planName: 'plan' in access ? access.plan.name : ((facts && planHeld(facts, now)?.name) ?? null),
      devices: devices.get(card.id)?.length ?? 0,
    }
  })
}
