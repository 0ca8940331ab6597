// What happens to an invoice by time alone: a draft is finalised, an open one is collected or tried again.
import { change, tell } from '../state/change.ts';
import type { InvoiceRow } from '../state/rows.ts';
import type { World } from '../state/world.ts';
import { finalizeInvoice } from './finalize-invoice.ts';
import { collectInvoice } from './pay-invoice.ts';

/** When the next step is due, null never. */
export function invoiceDue(row: InvoiceRow): number | null {
  if (row.status === 'draft') return row.automatically_finalizes_at;
  return row.status === 'open' ? row.next_payment_attempt : null;
}

/** Takes the step that is due at world.now(). */
export function advanceInvoice(world: World, row: InvoiceRow): void {
  if (row.status === 'draft') finalizeInvoice(world, row.id);
  else change(world, 'invoice', row.id, { next_payment_attempt: null });
  if (row.collection_method === 'send_invoice') return tell(world, 'invoice', row.id, 'invoice.sent');
  collectInvoice(world, row.id, { offSession: true });
}
