// What happens to an invoice by time alone: a draft is finalised, an open one is collected or tried again.
import { change, tell } from '../state/change.ts'
import { idOf, type InvoiceRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { finalizeInvoice } from './finalize-invoice.ts'
import { collectInvoice } from './pay-invoice.ts'
import { giveUpInvoice, voidInvoice } from './stop-invoice.ts'

/** When the next step is due, null never. */
export function invoiceDue(row: InvoiceRow): number | null {
  if (row.status === 'draft') return row.automatically_finalizes_at
  return row.status === 'open' ? row.next_payment_attempt : null
}

/** Takes the step that is due at world.now(). */
export function advanceInvoice(world: World, row: InvoiceRow): void {
  const pause = collectionPause(world, row)
  if (pause === 'keep_as_draft')
    return void change(world, 'invoice', row.id, { automatically_finalizes_at: null, auto_advance: false })
  if (row.status === 'draft') finalizeInvoice(world, row.id)
  if (pause === 'void') return void voidInvoice(world, row.id)
  if (pause === 'mark_uncollectible') return void giveUpInvoice(world, row.id)
  if (row.status !== 'draft') change(world, 'invoice', row.id, { next_payment_attempt: null })
  if (row.collection_method === 'send_invoice') return tell(world, 'invoice', row.id, 'invoice.sent')
  collectInvoice(world, row.id, { offSession: true })
}

/** What the subscription's paused collection does with its drafts, null when it is not paused. */
function collectionPause(world: World, row: InvoiceRow): string | null {
  const pause = world.store.get('subscription', idOf(row.parent?.subscription_details?.subscription))?.pause_collection
  const isPaused = row.status === 'draft' && pause && (pause.resumes_at === null || pause.resumes_at > world.now())
  return isPaused ? pause.behavior : null
}
