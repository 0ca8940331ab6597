// Row types of the tables of affiliates (migration 0009), a part of schema.ts.
import type { ColumnType } from 'kysely'

export type AffiliateState = 'active' | 'suspended'
export type CommissionEntryKind = 'accrual' | 'reversal' | 'restoral'

export interface AffiliateTables {
  affiliates: {
    account_id: string
    code: string
    state: AffiliateState
    payout_details: ColumnType<string, string | undefined, string>
    created_at: Date
  }
  arrivals: { account_id: string; code: string; at: Date }
  attributions: { account_id: string; affiliate_id: string | null; at: Date }
  commissions: {
    id: string
    payment_id: string
    affiliate_id: string
    base: bigint
    rate_bp: number
    currency: string
    hold_until: Date
    created_at: Date
  }
  commission_entries: {
    commission_id: string
    number: number
    kind: CommissionEntryKind
    amount: bigint
    created_at: Date
    payout_id: string | null
  }
  payout_runs: { id: string; actor: string; created_at: Date }
  payouts: {
    id: string
    run_id: string
    affiliate_id: string
    currency: string
    amount: bigint
    details: string
    created_at: Date
    paid_at: Date | null
    reference: string | null
  }
}
