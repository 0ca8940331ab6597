// Long because it is one thing: a row of somebody in every table that is about customers, each with the same word in it, for what must find or forget all of them.
// One list of rows. Written past the code, so that it does not know what the code thinks is somebody's.
import { sql } from 'kysely'
import type { Db } from '../../src/db/open.ts'
import { hashSecret } from '../../src/lib/token.ts'

interface Whose {
  account: string
  /** 20 small letters: in every row, and so in every id. */
  word: string
  at: Date
}
type Row = Record<string, unknown>

/** The account is there already, with its row in `accounts`; gives the tables that now have a row. `node` is there too. */
export async function plantEverything(db: Db, whose: Whose, node: string): Promise<string[]> {
  const rows: [table: string, row: Row][] = [
    ...moneyOf(whose),
    ...logInOf(whose),
    ...servicesOf(whose, node),
    ...affiliateOf(whose),
  ]
  await db.transaction().execute(async (tx) => {
    for (const [table, row] of rows) {
      const columns = sql.join(Object.keys(row).map((name) => sql.ref(name)))
      await sql`insert into ${sql.table(table)} (${columns}) values (${sql.join(Object.values(row))})`.execute(tx)
    }
  })
  return rows.map(([table]) => table)
}

function moneyOf({ account, word, at }: Whose): [string, Row][] {
  const own = { account_id: account }
  const money = { amount: 900, currency: 'usd' }
  const [charge, customer, subscription] = [`ch_${word}`, `cus_${word}`, `sub_${word}`]
  const checkout = `chk_${word}`
  return [
    ['stripe_customers', { id: customer, ...own }],
    [
      'stripe_events',
      { id: `evt_${word}`, type: word, customer, created: at, received_at: at, body: word, state: 'done' },
    ],
    ['subscriptions', { id: subscription, ...own, status: 'canceled', price_id: word, created_at: at }],
    ['payments', { id: `pay_${word}`, ...own, stripe_id: charge, ...money, status: 'succeeded', created_at: at }],
    ['refunds', { stripe_id: `re_${word}`, charge_id: charge, ...money, status: 'failed', created_at: at }],
    ['disputes', { stripe_id: `dp_${word}`, charge_id: charge, ...money, status: 'won', created_at: at }],
    [
      'refund_requests',
      {
        id: `rr_${word}`,
        intent: word,
        ...own,
        charge_id: charge,
        ...money,
        reason: word,
        requester: account,
        state: 'waiting',
        created_at: at,
      },
    ],
    [
      'operations',
      {
        id: `op_${word}`,
        kind: 'cancel-now',
        intent: word,
        ...own,
        subscription_id: subscription,
        reason: word,
        actor: 'system',
        state: 'succeeded',
        created_at: at,
      },
    ],
    ['access', { ...own, plan_id: null, standing: 'none', changed_at: at }],
    [
      'grants',
      {
        id: `grant_${word}`,
        intent: word,
        ...own,
        plan_id: 'basic',
        starts_at: at,
        reason: word,
        ends_at: new Date(at.getTime() + 1000),
        source: 'staff',
        actor: 'command-line',
        created_at: at,
      },
    ],
    [
      'vouchers',
      {
        id: `vch_${word}`,
        batch_id: 'vb_00000000000000000000',
        code_hash: hashSecret(word),
        redeemed_by: account,
        redeemed_at: at,
        grant_id: `grant_${word}`,
      },
    ],
    [
      'manual_payments',
      {
        id: `mp_${word}`,
        ...own,
        reference: word
          .toUpperCase()
          .replaceAll(/[^2-9A-HJKMNP-Z]/g, '2')
          .replace(/^(.{5})(.{5}).*$/, '$1-$2'),
        plan_id: 'basic',
        interval: 'month',
        amount: 500,
        currency: 'usd',
        method: 'bank',
        opened_by: account,
        created_at: at,
        state: 'open',
      },
    ],
    ['ledger_transactions', { key: `payment:${word}`, ...own, occurred_at: at, posted_at: at }],
    ['differences', difference(word, account, at)],
    [
      'checkouts',
      {
        id: checkout,
        ...own,
        lookup_key: 'turnpike_basic_month_usd',
        price_id: word,
        url: `https://${word}/`,
        state: 'expired',
        created_at: at,
        expires_at: at,
      },
    ],
    [
      'coupon_claims',
      { checkout_id: checkout, coupon_id: 'cpn_00000000000000000000', ...own, state: 'held', created_at: at },
    ],
    ['trial_uses', { ...own, person_hash: hashSecret(word), checkout_id: checkout, created_at: at }],
    ['trial_cards', { fingerprint: word, ...own, created_at: at }],
    ['refused_trials', { subscription_id: subscription, ...own, created_at: at }],
  ]
}

function difference(word: string, account: string, at: Date): Row {
  const found = { run_id: 'run_00000000000000000000', class: 'wrong-amount', kind: 'charge', stripe_id: word }
  return { ...found, account_id: account, created_at: at, found_at: at, resolution: 'open' }
}

function logInOf({ account, word, at }: Whose): [string, Row][] {
  const own = { account_id: account }
  const hash = (purpose: string) => hashSecret(`${purpose} ${word}`)
  const later = new Date(at.getTime() + 20 * 60_000)
  return [
    ['sessions', { id_hash: hash('session'), ...own, created_at: at, last_seen_at: at, ends_at: later, device: word }],
    ['half_sessions', { id_hash: hash('half'), ...own, ends_at: later }],
    ['second_factors', { ...own, sealed_secret: `sealed ${word}`, last_step: 0, enrolled_at: at }],
    ['recovery_codes', { ...own, code_hash: hash('code') }],
    [
      'passkeys',
      {
        id: `pk_${word}`,
        ...own,
        slot: 1,
        credential_id: word,
        public_key: hash('key'),
        counter: 0,
        name: word,
        created_at: at,
      },
    ],
    [
      'api_keys',
      {
        id: `key_${word}`,
        ...own,
        name: word,
        key_hash: hash('api'),
        scopes: ['account:read'],
        role: 'customer',
        created_at: at,
        expires_at: later,
      },
    ],
    [
      'email_tokens',
      {
        token_hash: hash('token'),
        ...own,
        purpose: 'undo-email',
        created_at: at,
        expires_at: later,
        email: `${word}@old.example`,
        email_key: `${word}@old.example`,
      },
    ],
    ['audit', { at, actor: 'system', action: `note.${word}`, subject: account }],
  ]
}

function servicesOf({ account, word, at }: Whose, node: string): [string, Row][] {
  const own = { account_id: account }
  const device = `dev_${word}`
  const host = 1000 + (word.charCodeAt(0) % 100)
  return [
    [
      'devices',
      {
        id: device,
        ...own,
        name: word,
        protocol: 'wireguard',
        public_key: word,
        created_at: at,
        preshared_key_sealed: `sealed ${word}`,
      },
    ],
    ['addresses', { protocol: 'wireguard', host, device_id: device }],
    [
      'certificates',
      { serial: host, device_id: device, certificate: word, not_after: new Date(at.getTime() + 1e9), created_at: at },
    ],
    ['device_reports', { device_id: device, node_id: node, received: 1, sent: 1, reported_at: at }],
    ['tickets', { id: `tkt_${word}`, ...own, subject: word, state: 'closed', created_at: at, changed_at: at }],
    ['ticket_messages', { id: `msg_${word}`, ticket_id: `tkt_${word}`, kind: 'customer', body: word, created_at: at }],
    ['ticket_mails', { ticket_id: `tkt_${word}`, message_hash: hashSecret(`message ${word}`), received_at: at }],
    [
      'ticket_addresses',
      { token_hash: hashSecret(`address ${word}`), ticket_id: `tkt_${word}`, ...own, created_at: at },
    ],
    [
      'mails',
      {
        id: `mail_${word}`,
        ...own,
        to_address: `${word}@mail.example`,
        subject: word,
        text_body: `secret ${word}`,
        html_body: `secret ${word}`,
        reply_to: `help+${word}@mail.example`,
        created_at: at,
      },
    ],
    [
      'mails',
      {
        id: `mail_sealed_${word}`,
        ...own,
        to_address: `${word}@mail.example`,
        subject: word,
        text_body: '',
        html_body: '',
        words_sealed: `secret ${word}`,
        created_at: at,
      },
    ],
  ]
}

function affiliateOf({ account, word, at }: Whose): [string, Row][] {
  const code = word.slice(0, 10)
  const earned = { payment_id: `pay_${word}`, affiliate_id: account, currency: 'usd' }
  return [
    ['affiliates', { account_id: account, code, state: 'active', payout_details: word, created_at: at }],
    ['arrivals', { account_id: account, code, at }],
    ['attributions', { account_id: account, at }],
    ['commissions', { id: `com_${word}`, ...earned, base: 900, rate_bp: 1000, hold_until: at, created_at: at }],
    ['payouts', payout(word, account, at)],
    [
      'commission_entries',
      {
        commission_id: `com_${word}`,
        number: 1,
        kind: 'accrual',
        amount: 90,
        created_at: at,
        payout_id: `pout_${word}`,
      },
    ],
  ]
}

function payout(word: string, account: string, at: Date): Row {
  const sum = {
    id: `pout_${word}`,
    run_id: 'run_00000000000000000000',
    affiliate_id: account,
    currency: 'usd',
    amount: 90,
  }
  return { ...sum, details: word, created_at: at, paid_at: at, reference: word }
}

/** What rows of several people refer to. */
export async function plantShared(db: Db, node: string, at: Date): Promise<void> {
  const run = 'run_00000000000000000000'
  await db.insertInto('payout_runs').values({ id: run, actor: 'command-line', created_at: at }).execute()
  const times = { from_at: new Date(0), to_at: at, started_at: at, finished_at: at }
  await db
    .insertInto('reconcile_runs')
    .values({ id: run, ...times })
    .execute()
  await sql`insert into nodes (id, name, created_at) values (${node}, 'planted', ${at})`.execute(db)
  await sql`
    insert into voucher_batches (id, intent, plan_id, unit, length, size, amount, currency, note, actor, created_at)
    values ('vb_00000000000000000000', 'planted', 'basic', 'day', 30, 2, 0, 'usd', 'planted', 'command-line', ${at})`.execute(
    db,
  )
  await sql`
    insert into coupons (id, code, percent_off, duration, created_at)
    values ('cpn_00000000000000000000', 'PLANTED', 10, 'once', ${at})`.execute(db)
}
