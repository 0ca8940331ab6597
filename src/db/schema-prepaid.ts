// Row types of vouchers and manual payments (migration 0016), a part of schema.ts.

export type VoucherUnit = 'day' | 'month'
export type PaymentMethod = 'bank' | 'cash' | 'other'
export type ManualPaymentState = 'open' | 'approved' | 'denied' | 'withdrawn' | 'returned'

export interface PrepaidTables {
  voucher_batches: {
    id: string
    intent: string
    plan_id: string
    unit: VoucherUnit
    length: number
    size: number
    amount: bigint
    currency: string
    note: string
    expires_at: Date | null
    actor: string
    created_at: Date
    withdrawn_at: Date | null
    withdrawn_by: string | null
  }
  vouchers: {
    id: string
    batch_id: string
    code_hash: Buffer
    redeemed_by: string | null
    redeemed_at: Date | null
    grant_id: string | null
  }
  manual_payments: {
    id: string
    account_id: string
    reference: string
    plan_id: string
    interval: 'month' | 'year'
    amount: bigint
    currency: string
    method: PaymentMethod
    opened_by: string
    created_at: Date
    state: ManualPaymentState
    decider: string | null
    decided_at: Date | null
    note: string | null
    grant_id: string | null
    returner: string | null
    returned_at: Date | null
    returned: bigint | null
    return_note: string | null
  }
}
