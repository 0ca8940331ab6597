// A customer's access with the facts beside it, as several pages need it.
import { accessOf } from '../../billing/access.ts'
import { entitlement, type Entitlement, type Standing } from '../../billing/core/entitlement.ts'
import type { Web } from '../kit/web.ts'

export async function accessNow({ app }: Web, account: string): Promise<{ access: Entitlement; standing: Standing }> {
  const facts = await accessOf(app.db, account)
  if (!facts) return { access: { state: 'none' }, standing: 'none' }
  return { access: entitlement(facts, app.clock(), app.graceDays), standing: facts.standing }
}

/** How many devices the plan has; null: no plan. */
export function limitOf(access: Entitlement): number | null {
  return access.state === 'active' || access.state === 'grace' ? access.plan.deviceLimit : null
}
