-- Time that no subscription pays for: given by staff, by a voucher, or for money that came another way than through Stripe.

-- Each row is a stretch of one plan. What an account has now follows from the rows that are not revoked and the time
-- (billing/core/entitlement.ts), so nothing has to happen at the moment one of them ends.
create table grants (
  id text primary key check (id ~ '^grant_[a-z0-9]{20}$'),
  intent text not null unique, -- names what asked for it: the same click, voucher or payment gives one grant
  account_id text not null references accounts,
  plan_id text not null references plans,
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > starts_at), -- exclusive
  source text not null check (source in ('staff', 'voucher', 'manual-payment')),
  reason text not null check (length(reason) between 1 and 500),
  actor text not null,
  created_at timestamptz not null,
  revoked_at timestamptz,
  revoked_by text,
  check ((revoked_at is null) = (revoked_by is null))
);
create index grants_account on grants (account_id, ends_at);

-- access.granted_until had no plan of its own and is read no more. It goes in a later release: the one before this still writes it.
