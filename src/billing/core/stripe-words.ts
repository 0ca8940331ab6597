// The fields of Stripe's objects that are read here, in the shape of API version 2026-10-28.endive: one that Stripe removes is a
// compile error in the gateway, not an `undefined` in a decision.

export interface CustomerSnapshot {
  subscriptions: SubscriptionWords[]
  invoices: InvoiceWords[]
  charges: ChargeWords[]
  refunds: RefundWords[]
  disputes: DisputeWords[]
  /** Of invoices that were tried and are open. */
  intents: { id: string; status: string; last_payment_error: { code?: string } | null }[]
}
export interface SubscriptionWords {
  id: string
  status: string
  created: number
  cancel_at: number | null
  cancel_at_period_end: boolean
  ended_at: number | null
  trial_end: number | null
  default_payment_method: string | { card?: Fingerprinted; sepa_debit?: Fingerprinted } | null
  items: {
    data: { current_period_end: number; price: { id: string; unit_amount: number | null; currency: string } }[]
  }
  /** Whole where it was asked for; else what waits is not known. */
  schedule?: string | ScheduleWords | null
  pending_update?: { expires_at: number; subscription_items: { price: { id: string } }[] | null } | null
  latest_invoice?: string | { id: string; hosted_invoice_url?: string | null } | null
}
interface ScheduleWords {
  id: string
  current_phase: { end_date: number } | null
  phases: { start_date: number; items: { price: string | { id: string } }[] }[]
}
interface Fingerprinted {
  fingerprint?: string | null
}
export interface InvoiceWords {
  id: string
  status: string | null
  created: number
  amount_due: number
  currency: string
  billing_reason: string | null
  total_taxes: { amount: number }[] | null
  total_discount_amounts: { amount: number }[] | null
  hosted_invoice_url?: string | null
  invoice_pdf?: string | null
  attempt_count: number
  parent: { subscription_details: { subscription: string | { id: string } } | null } | null
  lines: { data: LineWords[] }
  payments?: { data: { status: string; payment: { payment_intent?: string | { id: string } } }[] }
}
interface LineWords {
  amount: number
  period: { end: number }
  pricing: { price_details?: { price: string | { id: string } } } | null
}
export interface ChargeWords {
  id: string
  amount: number
  amount_captured: number
  currency: string
  created: number
  status: string
  payment_intent: string | { id: string } | null
  balance_transaction: string | { fee: number; currency: string } | null
  payment_method_details: { card?: { fingerprint?: string | null } } | null
}
export interface RefundWords {
  id: string
  amount: number
  currency: string
  created: number
  status: string | null
  charge: string | { id: string } | null
}
export interface DisputeWords {
  id: string
  amount: number
  currency: string
  created: number
  status: string
  reason: string
  charge: string | { id: string }
  evidence_details: { due_by: number | null }
  balance_transactions: { id: string; amount: number; fee: number; currency: string; created: number }[]
}

/** A reference as Stripe sends it: an id, or the object itself where it was expanded. */
export function idOf(reference: string | { id: string }): string {
  return typeof reference === 'string' ? reference : reference.id
}
