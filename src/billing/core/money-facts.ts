// What became of money, as we keep it: payments, and what left again (refunds, disputes). Amounts in minor units.

export interface PaymentFact {
  chargeId: string
  invoiceId: string | null
  amount: bigint
  refunded: bigint
  currency: string
  status: 'pending' | 'succeeded' | 'failed'
  /** What the invoice says of tax (within the amount) and of discount (not within it). */
  tax: bigint
  discount: bigint
  /** Where the customer sees the invoice, and its PDF; null: a payment without one. */
  invoiceUrl: string | null
  invoicePdf: string | null
  fee: { amount: bigint; currency: string }
  /** Stripe's name for the card number; null: no card. */
  cardFingerprint: string | null
  created: Date
}

/** A refund or a dispute of one charge. */
export interface MovementFact {
  id: string
  chargeId: string
  amount: bigint
  currency: string
  status: string
  created: Date
}

export interface DisputeFact extends MovementFact {
  reason: string
  /** Until when evidence is taken; null: no answer is asked for. */
  dueBy: Date | null
  /** What really moved on our balance for it, oldest first: taken is negative. */
  funds: FundsFact[]
}

export interface FundsFact {
  id: string
  amount: bigint
  fee: bigint
  /** Stripe's settlement currency, which may be another one than the payment's. */
  currency: string
  created: Date
}

/** Of a dispute in this state the money stays where it is: an inquiry, and one that was headed off. */
export function movesNoMoney(status: string): boolean {
  return status.startsWith('warning_') || status === 'prevented'
}
