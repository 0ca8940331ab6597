-- What we ask Stripe to do with money. The row, with its idempotency key, is committed before the first byte is sent.

create table operations (
  id text primary key check (id ~ '^op_[a-z0-9]{20}$'), -- also the idempotency key and, in Stripe's metadata, the name to look for
  kind text not null check (kind in ('refund')),
  intent text not null unique, -- made by the page that asked: a second click is the same intent
  account_id text not null references accounts,
  charge_id text not null references payments (stripe_id),
  amount bigint not null check (amount > 0),
  currency text not null,
  reason text not null check (length(reason) between 1 and 500),
  actor text not null,
  -- pending: being sent; unknown: sent, and no answer came; not-sent: never reached Stripe
  state text not null check (state in ('pending', 'succeeded', 'failed', 'not-sent', 'unknown')),
  stripe_id text unique,
  failure text,
  created_at timestamptz not null,
  settled_at timestamptz,
  check ((state = 'succeeded') = (stripe_id is not null))
);
-- While an outcome is open nothing else is asked for the same charge.
create unique index operations_open on operations (charge_id) where state in ('pending', 'unknown');
create index operations_account on operations (account_id, created_at);
