-- Reconciliation: our copies beside Stripe's own lists, both ways. A run walks each list in windows of the time of creation,
-- newest first, and remembers how far it is, so that a killed one goes on where it stood.

create table reconcile_runs (
  id text primary key check (id ~ '^run_[a-z0-9]{20}$'),
  from_at timestamptz not null,
  to_at timestamptz not null check (to_at > from_at), -- exclusive
  started_at timestamptz not null,
  finished_at timestamptz
);
create index reconcile_runs_started on reconcile_runs (started_at desc);

create table reconcile_windows (
  run_id text not null references reconcile_runs,
  kind text not null check (kind in ('charge', 'refund', 'dispute', 'subscription')),
  from_at timestamptz not null,
  below_at timestamptz not null check (below_at >= from_at), -- what was created at this moment or later is compared
  compared bigint not null default 0,
  foreign_objects bigint not null default 0, -- of customers who are not ours
  primary key (run_id, kind, from_at)
);

create table differences (
  id bigint generated always as identity primary key,
  run_id text not null references reconcile_runs, -- that found it
  class text not null check (class in (
    'missing-here-charge', 'missing-here-refund', 'missing-here-dispute', 'missing-here-subscription',
    'missing-there-charge', 'missing-there-refund', 'missing-there-dispute', 'missing-there-subscription',
    'wrong-amount', 'wrong-currency', 'wrong-status', 'wrong-customer')),
  kind text not null check (kind in ('charge', 'refund', 'dispute', 'subscription')),
  stripe_id text not null,
  customer text, -- Stripe's, whose state says what is right
  account_id text references accounts,
  here text,
  there text,
  created_at timestamptz not null, -- of the object that differs
  found_at timestamptz not null,
  -- repaired: by us; gone: it ended without us
  resolution text not null check (resolution in ('open', 'repaired', 'gone')),
  resolved_at timestamptz,
  failure text, -- why the repair did not work
  check ((resolution = 'open') = (resolved_at is null))
);
create unique index differences_open on differences (class, stripe_id) where resolution = 'open';
create index differences_found on differences (found_at desc);
create index differences_run on differences (run_id);

create index payments_created on payments (created_at);
create index refunds_created on refunds (created_at);
create index disputes_created on disputes (created_at);
create index subscriptions_created on subscriptions (created_at);

-- All four kinds of copy in one shape, for comparing.
create view stripe_copies as
  select 'charge'::text as kind, p.stripe_id as id, p.account_id, null::text as charge_id, p.amount, p.currency, p.status,
    p.created_at, null::text as price_id, null::timestamptz as ends_at, p.refunded,
    (select coalesce(sum(r.amount), 0)::bigint from refunds r
      where r.charge_id = p.stripe_id and r.status in ('succeeded', 'pending', 'requires_action')) as refunds_kept
  from payments p
  union all
  select 'refund', r.stripe_id, p.account_id, r.charge_id, r.amount, r.currency, r.status, r.created_at, null, null, null, null
  from refunds r join payments p on p.stripe_id = r.charge_id
  union all
  select 'dispute', d.stripe_id, p.account_id, d.charge_id, d.amount, d.currency, d.status, d.created_at, null, null, null, null
  from disputes d join payments p on p.stripe_id = d.charge_id
  union all
  select 'subscription', s.id, s.account_id, null, null, null, s.status, s.created_at, s.price_id, s.ends_at, null, null
  from subscriptions s;
