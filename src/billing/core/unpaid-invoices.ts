// Invoices that wait for money, and what they wait for: another try, the customer's bank, or a first payment that never came. Pure.
import { minorUnits } from './money.ts'
import type { PaymentFact } from './money-facts.ts'
import { idOf, type CustomerSnapshot, type InvoiceWords } from './stripe-words.ts'

export interface UnpaidInvoice {
  id: string
  /** Null: an invoice of no subscription. */
  subscriptionId: string | null
  due: { amount: bigint; currency: string }
  payUrl: string | null
  /** The bank asks the customer to confirm (3-D Secure): no other try will go through without. */
  needsAction: boolean
  /** It was tried, and no try is under way. */
  hasFailed: boolean
  /** The first one of a subscription, and the money that was on its way did not come. */
  isFirst: boolean
}

/** Payments of which more must be known than the invoice says. */
export function intentsToAsk(invoices: InvoiceWords[]): string[] {
  return invoices.filter(wasTried).flatMap(intentsOf)
}

export function unpaidInvoices({ invoices, intents }: CustomerSnapshot, payments: PaymentFact[]): UnpaidInvoice[] {
  const asking = new Set(intents.filter(isAsking).map((intent) => intent.id))
  return invoices.filter(wasTried).map((invoice) => {
    const tries = payments.filter((payment) => payment.invoiceId === invoice.id)
    const hasFailed = tries.every((payment) => payment.status === 'failed')
    const details = invoice.parent?.subscription_details
    return {
      id: invoice.id,
      subscriptionId: details ? idOf(details.subscription) : null,
      due: { amount: minorUnits(invoice.amount_due), currency: invoice.currency },
      payUrl: invoice.hosted_invoice_url ?? null,
      needsAction: intentsOf(invoice).some((intent) => asking.has(intent)),
      hasFailed,
      isFirst: invoice.billing_reason === 'subscription_create' && tries.length > 0 && hasFailed,
    }
  })
}

function wasTried(invoice: InvoiceWords): boolean {
  return invoice.status === 'open' && invoice.attempt_count > 0
}

function intentsOf(invoice: InvoiceWords): string[] {
  return (invoice.payments?.data ?? []).flatMap(({ payment }) =>
    payment.payment_intent ? [idOf(payment.payment_intent)] : [],
  )
}

/** Off session a bank's wish to ask comes as a failure of that name; on session as a state. */
function isAsking({ status, last_payment_error: error }: CustomerSnapshot['intents'][number]): boolean {
  return status === 'requires_action' || error?.code === 'authentication_required'
}
