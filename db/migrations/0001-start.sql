-- The whole schema of the first release. The database is the last guard: uniqueness, ranges, balance and state are
-- constraints here; code only makes the message kind. All times are set by the application's clock, never by now().

-- Accounts ------------------------------------------------------------------------------------------------------------

create table accounts (
  id text primary key check (id ~ '^acct_[a-z0-9]{20}$'),
  email text not null check (length(email) <= 254),
  email_key text not null unique check (email_key = lower(email_key)), -- the form that identifies: see accounts/email.ts
  password_hash text check (password_hash like '$argon2id$%'),
  role text not null default 'customer' check (role in ('owner', 'support', 'customer')),
  email_verified_at timestamptz,
  banned_at timestamptz,
  created_at timestamptz not null
);

create table sessions (
  id_hash bytea primary key check (length(id_hash) = 32),
  account_id text not null references accounts on delete cascade,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  ends_at timestamptz not null -- absolute end; the idle end follows from last_seen_at
);
create index sessions_account on sessions (account_id);

-- One-time links: e-mail verification, password reset, the owner's set-up.
create table email_tokens (
  token_hash bytea primary key check (length(token_hash) = 32),
  account_id text not null references accounts on delete cascade,
  purpose text not null check (purpose in ('verify', 'reset', 'set-up')),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index email_tokens_account on email_tokens (account_id, purpose);

-- Counters of failed attempts; shape given by rate-limiter-flexible.
create table throttles (
  key varchar(255) primary key,
  points integer not null default 0,
  expire bigint
);

create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  actor text not null, -- an account id, 'command-line' or 'system'
  action text not null,
  subject text not null,
  detail jsonb not null default '{}'
);
create index audit_subject on audit (subject, id);

-- The outbox: a mail is a row written in the transaction of the change it tells of.
create table mails (
  id text primary key,
  dedupe_key text unique, -- one mail for one state change, whatever is redelivered
  account_id text references accounts on delete set null,
  to_address text not null,
  subject text not null check (subject !~ '[\r\n]'),
  text_body text not null,
  html_body text not null,
  created_at timestamptz not null,
  sent_at timestamptz
);
create index mails_account on mails (account_id, created_at);

-- What staff are told, until it is no longer so.
create table alerts (
  id bigint generated always as identity primary key,
  kind text not null,
  subject text not null,
  detail text not null,
  since timestamptz not null,
  resolved_at timestamptz
);
create unique index alerts_open on alerts (kind, subject) where resolved_at is null;

-- Plans ---------------------------------------------------------------------------------------------------------------

create table plans (
  id text primary key check (id ~ '^[a-z][a-z0-9-]{0,30}$'),
  name text not null,
  rank integer not null unique, -- a higher plan covers a lower one
  device_limit integer not null check (device_limit > 0),
  data_cap_bytes bigint check (data_cap_bytes > 0), -- per month; null: none
  trial_days integer not null default 0 check (trial_days between 0 and 90),
  for_sale boolean not null
);

create table plan_prices (
  lookup_key text primary key check (lookup_key ~ '^turnpike_[a-z0-9-]+_(month|year)_[a-z]{3}$'),
  plan_id text not null references plans,
  interval text not null check (interval in ('month', 'year')),
  currency text not null check (currency ~ '^[a-z]{3}$'),
  amount bigint not null check (amount > 0), -- minor units
  unique (plan_id, interval, currency)
);

-- Every Stripe price that ever was ours: an old subscription keeps the price it was bought at.
create table stripe_prices (
  id text primary key,
  lookup_key text not null references plan_prices,
  amount bigint not null,
  current boolean not null
);
create unique index stripe_prices_current on stripe_prices (lookup_key) where current;

insert into plans (id, name, rank, device_limit, for_sale) values
  ('free', 'Free', 0, 1, false),
  ('basic', 'Basic', 10, 3, true),
  ('pro', 'Pro', 20, 10, true),
  ('premium', 'Premium', 30, 30, true);
insert into plan_prices (lookup_key, plan_id, interval, currency, amount) values
  ('turnpike_basic_month_usd', 'basic', 'month', 'usd', 500),
  ('turnpike_basic_year_usd', 'basic', 'year', 'usd', 5000),
  ('turnpike_pro_month_usd', 'pro', 'month', 'usd', 1000),
  ('turnpike_pro_year_usd', 'pro', 'year', 'usd', 10000),
  ('turnpike_premium_month_usd', 'premium', 'month', 'usd', 2000),
  ('turnpike_premium_year_usd', 'premium', 'year', 'usd', 20000);

-- Billing: copies of Stripe's truth, each written by sync-customer alone ------------------------------------------------

create table stripe_customers (
  id text primary key,
  account_id text not null unique references accounts,
  -- A fetch takes a ticket before it asks Stripe; one that began earlier never overwrites what a later one wrote.
  written_ticket bigint not null default 0,
  synced_at timestamptz
);
create sequence sync_tickets;

create table stripe_events (
  id text primary key,
  type text not null,
  customer text,
  created timestamptz not null,
  received_at timestamptz not null,
  body text not null,
  state text not null check (state in ('pending', 'done', 'ignored', 'failed')),
  tries integer not null default 0,
  reason text,
  settled_at timestamptz
);
create index stripe_events_open on stripe_events (customer) where state in ('pending', 'failed');
create index stripe_events_received on stripe_events (received_at desc);

-- How far the sweep has read Stripe's event list, and the endpoint that Stripe delivers to.
create table stripe_state (
  key text primary key,
  value text not null
);

create table checkouts (
  id text primary key,
  account_id text not null references accounts,
  lookup_key text not null references plan_prices,
  trial_days integer not null default 0,
  stripe_session_id text unique,
  url text,
  state text not null check (state in ('starting', 'open', 'complete', 'expired')),
  created_at timestamptz not null,
  expires_at timestamptz not null
);
-- A double click finds the same checkout; a second tab cannot open another one beside it.
create unique index checkouts_live on checkouts (account_id) where state in ('starting', 'open');

create table subscriptions (
  id text primary key,
  account_id text not null references accounts,
  status text not null,
  price_id text not null,
  plan_id text references plans,
  current_period_end timestamptz,
  ends_at timestamptz, -- a cancellation that is scheduled or done
  trial_end timestamptz,
  created_at timestamptz not null
);
create index subscriptions_account on subscriptions (account_id);

create table payments (
  id text primary key,
  account_id text not null references accounts,
  stripe_id text not null unique, -- the charge
  invoice_id text,
  amount bigint not null check (amount > 0),
  fee bigint not null default 0,
  refunded bigint not null default 0 check (refunded between 0 and amount),
  currency text not null check (currency ~ '^[a-z]{3}$'),
  status text not null check (status in ('pending', 'succeeded', 'failed')),
  created_at timestamptz not null
);
create index payments_account on payments (account_id, created_at);

create table refunds (
  stripe_id text primary key,
  charge_id text not null references payments (stripe_id),
  amount bigint not null check (amount > 0),
  currency text not null,
  status text not null,
  created_at timestamptz not null
);
create index refunds_charge on refunds (charge_id);

create table disputes (
  stripe_id text primary key,
  charge_id text not null references payments (stripe_id),
  amount bigint not null check (amount > 0),
  currency text not null,
  status text not null,
  created_at timestamptz not null
);
create index disputes_charge on disputes (charge_id);

-- What billing says and the VPN reads: facts; the state follows from them and the time (billing/core/entitlement.ts).
create table access (
  account_id text primary key references accounts,
  plan_id text references plans,
  paid_until timestamptz,
  granted_until timestamptz,
  standing text not null check (standing in ('none', 'renewing', 'failing', 'ending')),
  disputed boolean not null default false,
  changed_at timestamptz not null
);

-- The ledger: double entry, append only ---------------------------------------------------------------------------------

create table ledger_transactions (
  id bigint generated always as identity primary key,
  key text not null unique, -- what it books, once: 'payment:ch_…', 'refund:re_…'
  account_id text not null references accounts,
  occurred_at timestamptz not null,
  posted_at timestamptz not null
);

create table ledger_entries (
  transaction_id bigint not null references ledger_transactions,
  line smallint not null,
  ledger_account text not null check (ledger_account in ('stripe-balance', 'stripe-fees', 'revenue', 'refunds', 'disputes')),
  currency text not null check (currency ~ '^[a-z]{3}$'),
  amount bigint not null check (amount <> 0), -- debit positive, credit negative
  primary key (transaction_id, line)
);

create function ledger_must_balance() returns trigger language plpgsql as $$
begin
  if exists (
    select from ledger_entries where transaction_id = new.transaction_id group by currency having sum(amount) <> 0
  ) then
    raise exception 'ledger transaction % does not sum to zero', new.transaction_id;
  end if;
  return null;
end $$;
create constraint trigger ledger_balances after insert on ledger_entries
  deferrable initially deferred for each row execute function ledger_must_balance();

create function append_only() returns trigger language plpgsql as $$
begin
  raise exception '% is append only', tg_table_name;
end $$;
create trigger ledger_transactions_stay before update or delete or truncate on ledger_transactions
  for each statement execute function append_only();
create trigger ledger_entries_stay before update or delete or truncate on ledger_entries
  for each statement execute function append_only();
create trigger audit_stays before update or delete or truncate on audit
  for each statement execute function append_only();

-- The VPN ---------------------------------------------------------------------------------------------------------------

create table pools (
  protocol text primary key check (protocol in ('wireguard', 'openvpn')),
  network4 cidr not null,
  network6 cidr not null
);
insert into pools values
  ('wireguard', '10.89.0.0/16', 'fd74:7572:6e70:89::/64'),
  ('openvpn', '10.88.0.0/16', 'fd74:7572:6e70:88::/64');

create table devices (
  id text primary key check (id ~ '^dev_[a-z0-9]{20}$'),
  account_id text not null references accounts,
  name text not null check (name ~ '^[A-Za-z0-9][A-Za-z0-9 _-]{0,39}$'),
  protocol text not null references pools,
  public_key text, -- WireGuard, base64; null until the customer has made a key
  preshared_key_sealed text,
  created_at timestamptz not null,
  removed_at timestamptz,
  check ((public_key is null) = (preshared_key_sealed is null))
);
create unique index devices_name on devices (account_id, lower(name)) where removed_at is null;
create unique index devices_public_key on devices (public_key) where removed_at is null;
create index devices_account on devices (account_id);

-- A host number of a pool belongs to one device, and rests for a day after it.
create table addresses (
  protocol text not null references pools,
  host integer not null check (host >= 2),
  device_id text unique references devices,
  freed_at timestamptz,
  primary key (protocol, host),
  check ((device_id is null) <> (freed_at is null))
);
create index addresses_free on addresses (protocol, freed_at) where device_id is null;

create table certificates (
  serial numeric(50) primary key,
  device_id text not null references devices,
  certificate text not null,
  not_after timestamptz not null,
  created_at timestamptz not null,
  revoked_at timestamptz
);
create unique index certificates_live on certificates (device_id) where revoked_at is null;
create index certificates_revoked on certificates (not_after) where revoked_at is not null;

-- One row: what all nodes share. The epoch changes when a backup is restored.
create table fleet (
  id integer primary key default 1 check (id = 1),
  epoch text not null,
  ca_certificate text not null,
  ca_key_sealed text not null,
  tls_crypt_v2_key_sealed text not null
);

create table nodes (
  id text primary key check (id ~ '^node_[a-z0-9]{20}$'),
  name text not null unique check (name ~ '^[A-Za-z0-9][A-Za-z0-9 _-]{0,39}$'),
  location text check (length(location) <= 60),
  address text check (length(address) <= 253), -- what customers dial; learned at enrolment when not given
  wireguard_port integer not null default 51820 check (wireguard_port between 1 and 65535),
  openvpn_port integer not null default 1194 check (openvpn_port between 1 and 65535),
  mode text not null default 'active' check (mode in ('active', 'draining', 'retired')),
  created_at timestamptz not null,
  enrol_token_hash bytea unique,
  enrol_expires_at timestamptz,
  enrolled_at timestamptz,
  credential_hash bytea unique,
  wireguard_public_key text,
  openvpn_certificate text,
  openvpn_public_key text,
  certificate_not_after timestamptz,
  generation bigint not null default 0,
  state_digest bytea,
  acknowledged bigint not null default 0,
  acknowledged_at timestamptz,
  last_seen_at timestamptz,
  clock_offset_ms integer,
  agent_version text,
  problems jsonb not null default '[]'
);

-- The newest word of a node on a device: overwritten, no history of connections is kept.
create table device_reports (
  device_id text not null references devices on delete cascade,
  node_id text not null references nodes on delete cascade,
  last_seen timestamptz,
  received bigint not null,
  sent bigint not null,
  reported_at timestamptz not null,
  primary key (device_id, node_id)
);
