// Row types of the tables in db/migrations, by hand. Long because it is one thing: the place where a column's name and type stand for TypeScript.
// bigint columns are JavaScript bigints (open.ts parses int8 so); timestamptz are Dates.
import type { ColumnType, Generated } from 'kysely'
import type { AffiliateTables } from './schema-affiliates.ts'
import type { CheckoutSchema } from './schema-checkout.ts'
import type { PrepaidTables } from './schema-prepaid.ts'
import type { PrivacyTables } from './schema-privacy.ts'
import type { TicketTables } from './schema-tickets.ts'

type Defaulted<T> = ColumnType<T, T | undefined, T>
export type Role = 'owner' | 'support' | 'customer'
export type Protocol = 'wireguard' | 'openvpn'
export type Interval = 'month' | 'year'
export type OperationState = 'pending' | 'succeeded' | 'failed' | 'not-sent' | 'unknown'
export type OperationKind =
  'refund' | 'change' | 'schedule' | 'release' | 'cancel' | 'cancel-now' | 'keep' | 'pause' | 'resume'
export type RefundRequestState = 'waiting' | 'approved' | 'denied' | 'withdrawn'
export type EventState = 'pending' | 'done' | 'ignored' | 'failed'
export type Standing = 'none' | 'renewing' | 'failing' | 'ending'
export type NodeMode = 'active' | 'draining' | 'retired'
export type CopyKind = 'charge' | 'refund' | 'dispute' | 'subscription'
export type Resolution = 'open' | 'repaired' | 'gone' | 'accepted'
export type LedgerAccount =
  | 'stripe-balance'
  | 'stripe-fees'
  | 'revenue'
  | 'tax'
  | 'refunds'
  | 'disputes'
  | 'manual'
  | 'vouchers'
  | 'commissions'
  | 'commissions-payable'
  | 'payouts'
export type GrantSource = 'staff' | 'voucher' | 'manual-payment'

export interface Schema extends AffiliateTables, CheckoutSchema, PrepaidTables, PrivacyTables, TicketTables {
  accounts: {
    id: string
    email: string
    email_key: string
    password_hash: string | null
    role: Defaulted<Role>
    email_verified_at: Date | null
    banned_at: Date | null
    created_at: Date
    logged_in_at: Defaulted<Date | null>
    number_hash: Defaulted<Buffer | null>
    device_epoch: Defaulted<number>
  }
  sessions: {
    id_hash: Buffer
    account_id: string
    created_at: Date
    last_seen_at: Date
    ends_at: Date
    second_factor_at: Date | null
    password_at: Defaulted<Date | null>
    device: Defaulted<string | null>
  }
  half_sessions: { id_hash: Buffer; account_id: string; ends_at: Date }
  second_factors: { account_id: string; sealed_secret: string; last_step: bigint; enrolled_at: Date }
  recovery_codes: { account_id: string; code_hash: Buffer; used_at: Date | null }
  passkeys: {
    id: string
    account_id: string
    slot: number
    credential_id: string
    public_key: Buffer
    counter: bigint
    name: string
    created_at: Date
    last_used_at: Date | null
  }
  passkey_challenges: {
    challenge_hash: Buffer
    purpose: 'register' | 'log-in' | 'step-up'
    bound_to: Buffer
    ends_at: Date
  }
  api_keys: {
    id: string
    account_id: string
    name: string
    key_hash: Buffer
    scopes: string[]
    role: Role
    created_at: Date
    expires_at: Date
    /** A date such as 2026-11-24, read as text. */
    last_used_on: ColumnType<string | null, string | undefined, string>
    revoked_at: Date | null
  }
  email_tokens: {
    token_hash: Buffer
    account_id: string
    purpose: 'verify' | 'reset' | 'set-up' | 'change-email' | 'undo-email'
    email: Defaulted<string | null>
    email_key: Defaulted<string | null>
    created_at: Date
    expires_at: Date
    used_at: Date | null
  }
  throttles: { key: string; points: number; expire: bigint | null }
  audit: {
    id: Generated<bigint>
    at: Date
    actor: string
    action: string
    subject: string
    detail: ColumnType<unknown, string | undefined, never>
  }
  audit_chain: { position: bigint; audit_id: bigint; hash: Buffer }
  audit_anchor_files: { place: string; position: bigint; at: Date }
  mails: {
    id: string
    dedupe_key: string | null
    account_id: string | null
    to_address: string
    subject: string
    text_body: string
    html_body: string
    words_sealed: Defaulted<string | null>
    reply_to: Defaulted<string>
    thread: Defaulted<string>
    created_at: Date
    sent_at: Date | null
  }
  alerts: {
    id: Generated<bigint>
    kind: string
    subject: string
    detail: string
    since: Date
    resolved_at: Date | null
    acknowledged_by: ColumnType<string | null, string | null | undefined, string | null>
    told_at: Defaulted<Date | null>
  }
  plans: {
    id: string
    name: string
    rank: number
    device_limit: number
    data_cap_bytes: bigint | null
    trial_days: Defaulted<number>
    trial_needs_card: Defaulted<boolean>
    for_sale: boolean
  }
  plan_prices: { lookup_key: string; plan_id: string; interval: Interval; currency: string; amount: bigint }
  stripe_prices: { id: string; lookup_key: string; amount: bigint; current: boolean }
  stripe_customers: { id: string; account_id: string; written_ticket: Defaulted<bigint>; synced_at: Date | null }
  stripe_events: {
    id: string
    type: string
    customer: string | null
    /** Of an event that names no customer. */
    charge: string | null
    created: Date
    received_at: Date
    body: string
    state: EventState
    tries: Defaulted<number>
    reason: string | null
    settled_at: Date | null
  }
  stripe_state: { key: string; value: string }
  subscriptions: {
    id: string
    account_id: string
    status: string
    price_id: string
    plan_id: string | null
    current_period_end: Date | null
    ends_at: Date | null
    trial_end: Date | null
    created_at: Date
    schedule_id: Defaulted<string | null>
    next_price_id: Defaulted<string | null>
    next_at: Defaulted<Date | null>
    pending_price_id: Defaulted<string | null>
    pending_pay_url: Defaulted<string | null>
    pending_until: Defaulted<Date | null>
  }
  payments: {
    id: string
    account_id: string
    stripe_id: string
    invoice_id: string | null
    amount: bigint
    fee: Defaulted<bigint>
    refunded: Defaulted<bigint>
    currency: string
    status: 'pending' | 'succeeded' | 'failed'
    card_fingerprint: ColumnType<string | null, string | null | undefined, string | null>
    tax: Defaulted<bigint>
    discount: Defaulted<bigint>
    invoice_url: string | null
    invoice_pdf: string | null
    created_at: Date
  }
  refunds: {
    stripe_id: string
    charge_id: string
    amount: bigint
    currency: string
    status: string
    created_at: Date
  }
  disputes: {
    stripe_id: string
    charge_id: string
    amount: bigint
    currency: string
    status: string
    created_at: Date
    reason: string | null
    due_by: Date | null
  }
  refund_requests: {
    id: string
    intent: string
    account_id: string
    charge_id: string
    amount: bigint
    currency: string
    reason: string
    requester: string
    state: RefundRequestState
    decider: string | null
    operation_id: string | null
    created_at: Date
    decided_at: Date | null
  }
  reconcile_runs: { id: string; from_at: Date; to_at: Date; started_at: Date; finished_at: Date | null }
  reconcile_windows: {
    run_id: string
    kind: CopyKind
    from_at: Date
    below_at: Date
    compared: Defaulted<bigint>
    foreign_objects: Defaulted<bigint>
  }
  differences: {
    id: Generated<bigint>
    run_id: string
    class: string
    kind: CopyKind
    stripe_id: string
    customer: string | null
    account_id: string | null
    here: string | null
    there: string | null
    created_at: Date
    found_at: Date
    resolution: Resolution
    resolved_at: Date | null
    failure: string | null
    accepted_by: Defaulted<string | null>
    reason: Defaulted<string | null>
  }
  /** A view: all our copies of Stripe's objects in one shape. */
  stripe_copies: {
    kind: CopyKind
    id: string
    account_id: string
    charge_id: string | null
    amount: bigint | null
    currency: string | null
    status: string
    created_at: Date
    price_id: string | null
    ends_at: Date | null
    refunded: bigint | null
    refunds_kept: bigint | null
  }
  operations: {
    id: string
    kind: OperationKind
    intent: string
    account_id: string
    charge_id: string | null
    amount: bigint | null
    currency: string | null
    subscription_id: Defaulted<string | null>
    price_id: Defaulted<string | null>
    proration_at: Defaulted<Date | null>
    schedule_id: Defaulted<string | null>
    reason: string
    actor: string
    state: OperationState
    stripe_id: string | null
    failure: string | null
    created_at: Date
    settled_at: Date | null
  }
  access: {
    account_id: string
    plan_id: string | null
    paid_until: Date | null
    standing: Standing
    disputed: Defaulted<boolean>
    changed_at: Date
  }
  grants: {
    id: string
    intent: string
    account_id: string
    plan_id: string
    starts_at: Date
    ends_at: Date
    source: GrantSource
    reason: string
    actor: string
    created_at: Date
    revoked_at: Date | null
    revoked_by: string | null
    moved_to: Defaulted<string | null>
  }
  ledger_transactions: {
    id: Generated<bigint>
    key: string
    account_id: string
    occurred_at: Date
    posted_at: Date
  }
  ledger_entries: {
    transaction_id: bigint
    line: number
    ledger_account: LedgerAccount
    currency: string
    amount: bigint
  }
  pools: { protocol: Protocol; network4: string; network6: string }
  devices: {
    id: string
    account_id: string
    name: string
    protocol: Protocol
    public_key: string | null
    preshared_key_sealed: string | null
    created_at: Date
    removed_at: Date | null
  }
  addresses: { protocol: Protocol; host: number; device_id: string | null; freed_at: Date | null }
  certificates: {
    serial: string
    device_id: string
    certificate: string
    not_after: Date
    created_at: Date
    revoked_at: Date | null
  }
  fleet: {
    id: Defaulted<number>
    epoch: string
    ca_certificate: string
    ca_key_sealed: string
    tls_crypt_v2_key_sealed: string
  }
  nodes: {
    id: string
    name: string
    location: string | null
    address: string | null
    wireguard_port: Defaulted<number>
    openvpn_port: Defaulted<number>
    mode: Defaulted<NodeMode>
    created_at: Date
    enrol_token_hash: Buffer | null
    enrol_expires_at: Date | null
    enrolled_at: Date | null
    /** Read by the version before there were identities alone. */
    credential_hash: Buffer | null
    identity_from: Date | null
    identity_until: Date | null
    identity_sha256: Buffer | null
    identity_used_at: Date | null
    wireguard_public_key: string | null
    openvpn_certificate: string | null
    openvpn_public_key: string | null
    certificate_not_after: Date | null
    generation: Defaulted<bigint>
    state_digest: Buffer | null
    acknowledged: Defaulted<bigint>
    acknowledged_at: Date | null
    last_seen_at: Date | null
    clock_offset_ms: number | null
    agent_version: string | null
    problems: ColumnType<unknown, string | undefined, string>
  }
  node_requests: {
    node_id: string
    nonce: string
    seen_at: Date
  }
  device_reports: {
    device_id: string
    node_id: string
    last_seen: Date | null
    received: bigint
    sent: bigint
    reported_at: Date
  }
}
