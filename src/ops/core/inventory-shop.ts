// The inventory of what is about no customer: prices, servers, the state of the installation. A part of data-inventory.ts.
import type { Kept } from './kept.ts'

const ABOUT_NOBODY = { of: null, until: 'shop', ends: [], erasure: { stays: 'is about no customer' } } as const

function shop(table: string, what: string, inner: string, secret?: string): Kept {
  const columns = secret === undefined ? { inner } : { inner, secret }
  return { ...ABOUT_NOBODY, table, what, why: 'To run the shop.', columns }
}

export const SHOP: readonly Kept[] = [
  shop('plans', 'What is sold.', 'id name rank device_limit data_cap_bytes trial_days for_sale trial_needs_card'),
  shop('plan_prices', 'What it costs.', 'lookup_key plan_id interval currency amount'),
  shop('stripe_prices', 'The same at Stripe.', 'id lookup_key amount current'),
  shop(
    'coupons',
    'Codes that take something off.',
    'id code percent_off amount_off currency duration months max_redemptions per_customer expires_at plans active taken created_at published_at',
  ),
  shop(
    'voucher_batches',
    'Vouchers that were made together.',
    'id intent plan_id unit length size amount currency note expires_at actor created_at withdrawn_at withdrawn_by',
  ),
  shop('stripe_state', 'How far Stripe’s list of events is read, and whether the shop is a live one.', 'key', 'value'),
  shop('reconcile_runs', 'When our copies were compared with Stripe.', 'id from_at to_at started_at finished_at'),
  shop('reconcile_windows', 'How far that is.', 'run_id kind from_at below_at compared foreign_objects'),
  {
    ...ABOUT_NOBODY,
    table: 'alerts',
    what: 'What staff must look at: kind and number of a payment, customer or server.',
    why: 'To repair what went wrong.',
    erasure: { stays: 'has numbers only' },
    ends: [
      {
        after: 'resolved_at',
        plus: '365d',
        when: 'it is settled by itself',
        fate: 'deleted',
        only: { column: 'acknowledged_by', set: false },
      },
    ],
    columns: { inner: 'id kind subject detail since resolved_at acknowledged_by told_at' },
  },
  shop('canned_answers', 'Answers that staff keep ready.', 'id name body changed_at'),
  shop('payout_runs', 'When payouts were made.', 'id actor created_at'),
  shop('pools', 'The networks inside the VPN.', 'protocol network4 network6'),
  shop('fleet', 'What all servers share.', 'id epoch ca_certificate', 'ca_key_sealed tls_crypt_v2_key_sealed'),
  shop(
    'nodes',
    'The servers.',
    'id name location address wireguard_port openvpn_port mode created_at enrol_expires_at enrolled_at identity_from identity_until identity_sha256 identity_used_at wireguard_public_key openvpn_certificate openvpn_public_key certificate_not_after generation state_digest acknowledged acknowledged_at last_seen_at clock_offset_ms agent_version problems',
    'enrol_token_hash credential_hash',
  ),
  shop('audit_anchor_files', 'How far the record of what was done is anchored.', 'place position at'),
  {
    ...ABOUT_NOBODY,
    table: 'node_requests',
    what: 'Marks of requests that servers made.',
    why: 'So that none can be made twice.',
    ends: [{ after: 'seen_at', plus: '1h', when: 'it came', fate: 'deleted' }],
    columns: { inner: 'node_id nonce seen_at' },
  },
  shop('kysely_migration', 'Which version the database has.', 'name timestamp'),
  shop('kysely_migration_lock', 'Whether it is being changed.', 'id is_locked'),
]
