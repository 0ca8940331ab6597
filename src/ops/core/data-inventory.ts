// Every table and every column that is kept: what, whose, why, how long, and what becomes of it when an account is deleted.
// Invariant: a test compares it with the database both ways, so nothing is kept that does not stand here. The privacy page, the
// clearing by age, the export of one's own data and the deletion of an account are made from it.
import { ACCOUNTS } from './inventory-accounts.ts'
import { BILLING } from './inventory-billing.ts'
import { PREPAID } from './inventory-prepaid.ts'
import { QUEUE } from './inventory-queue.ts'
import { SERVICES } from './inventory-services.ts'
import { SHOP } from './inventory-shop.ts'
import type { Kept, Topic } from './kept.ts'

/** In the order in which a deletion goes through them: what hangs on another row comes before it. */
export const INVENTORY: readonly Kept[] = [...SERVICES, ...PREPAID, ...BILLING, ...ACCOUNTS, ...SHOP, ...QUEUE]

export const TOPICS: readonly Topic[] = ['Log-in', 'Devices', 'Payments', 'Help and mails', 'Affiliates', 'Safety']

export type Personal = Kept & { of: NonNullable<Kept['of']> }

/** What is about customers. */
export const PERSONAL: readonly Personal[] = INVENTORY.filter(isPersonal)

function isPersonal(kept: Kept): kept is Personal {
  return kept.of !== null
}

/** The entry of a table. Throws for one that has none, which is a fault of ours. */
export function keptIn(table: string): Kept {
  const kept = INVENTORY.find((one) => one.table === table)
  if (!kept) throw new Error(`the table ${table} is not in the inventory`)
  return kept
}
