-- Prepaid codes, and money that comes another way than through Stripe. The time that either gives is a row of grants; what either
-- brought is booked in the ledger, on 'vouchers' and 'manual' (0009 names both).

create table voucher_batches (
  id text primary key check (id ~ '^vb_[a-z0-9]{20}$'),
  intent text not null unique, -- made by the page that asked: a second click makes no second batch
  plan_id text not null references plans,
  unit text not null check (unit in ('day', 'month')),
  length integer not null check (length between 1 and 3650),
  size integer not null check (size between 1 and 10000),
  amount bigint not null check (amount >= 0), -- what one code was sold for, minor units; 0: given away
  currency text not null check (currency ~ '^[a-z]{3}$'),
  note text not null check (length(note) between 1 and 500),
  expires_at timestamptz, -- outside; null: never
  actor text not null,
  created_at timestamptz not null,
  withdrawn_at timestamptz,
  withdrawn_by text,
  check ((withdrawn_at is null) = (withdrawn_by is null))
);
create index voucher_batches_created on voucher_batches (created_at);

create table vouchers (
  id text primary key check (id ~ '^vch_[a-z0-9]{20}$'),
  batch_id text not null references voucher_batches,
  code_hash bytea not null unique check (length(code_hash) = 32), -- the code itself is nowhere
  redeemed_by text references accounts,
  redeemed_at timestamptz,
  grant_id text unique references grants,
  check ((redeemed_by is null) = (redeemed_at is null)),
  check ((redeemed_by is null) = (grant_id is null))
);
create index vouchers_batch on vouchers (batch_id);
create index vouchers_redeemed on vouchers (redeemed_by) where redeemed_by is not null;

-- A voucher changes once: it is redeemed.
create function voucher_is_redeemed_once() returns trigger language plpgsql as $$
begin
  if old.redeemed_by is not null or new.redeemed_by is null
    or (old.id, old.batch_id, old.code_hash) is distinct from (new.id, new.batch_id, new.code_hash) then
    raise exception 'a voucher can only be redeemed, once';
  end if;
  return new;
end $$;
create trigger vouchers_redeemed_once before update on vouchers for each row execute function voucher_is_redeemed_once();
create trigger vouchers_stay before delete or truncate on vouchers for each statement execute function append_only();

create table manual_payments (
  id text primary key check (id ~ '^mp_[a-z0-9]{20}$'),
  account_id text not null references accounts,
  reference text not null unique check (reference ~ '^[2-9A-HJKMNP-Z]{5}-[2-9A-HJKMNP-Z]{5}$'), -- what stands on the statement
  plan_id text not null references plans,
  interval text not null check (interval in ('month', 'year')),
  amount bigint not null check (amount > 0), -- minor units, as the price was when it was asked for
  currency text not null check (currency ~ '^[a-z]{3}$'),
  method text not null check (method in ('bank', 'cash', 'other')),
  opened_by text not null references accounts, -- the customer, or staff for him
  created_at timestamptz not null,
  state text not null check (state in ('open', 'approved', 'denied', 'withdrawn', 'returned')),
  decider text references accounts,
  decided_at timestamptz,
  note text check (length(note) between 1 and 500), -- how the decider knows
  grant_id text unique references grants,
  returner text references accounts,
  returned_at timestamptz,
  returned bigint check (returned > 0), -- minor units given back
  return_note text check (length(return_note) between 1 and 500),
  check ((state = 'open') = (decider is null) and (decider is null) = (decided_at is null)),
  check ((state in ('approved', 'denied', 'returned')) = (note is not null)),
  check ((state in ('approved', 'returned')) = (grant_id is not null)),
  check ((state = 'returned') = (returner is not null) and (returner is null) = (returned_at is null)
    and (returner is null) = (returned is null) and (returner is null) = (return_note is null)),
  check (returned <= amount),
  -- Nobody says of his own money that it came; nobody withdraws another's request.
  check (decider is null or (state = 'withdrawn') = (decider = account_id))
);
-- A double click finds the same request.
create unique index manual_payments_open on manual_payments (account_id) where state = 'open';
create index manual_payments_account on manual_payments (account_id, created_at);
create index manual_payments_listed on manual_payments (state, created_at);
