-- Affiliates: who came by whose link, what that earned, and what was paid out. What is owed follows from the payments; entries only
-- ever add up to it.

alter table payments add column card_fingerprint text; -- Stripe's name for a card number, the same whoever uses it

create table affiliates (
  account_id text primary key references accounts,
  code text not null unique check (code ~ '^[a-z0-9]{10}$'),
  state text not null check (state in ('active', 'suspended')),
  payout_details text not null default '' check (length(payout_details) <= 200),
  created_at timestamptz not null
);

-- The code that somebody brought along at sign-up, written with the account.
create table arrivals (
  account_id text primary key references accounts,
  code text not null check (code ~ '^[a-z0-9]{10}$'),
  at timestamptz not null
);
create index arrivals_code on arrivals (code);

-- Decided once for an account, for good. Without an affiliate: it was refused.
create table attributions (
  account_id text primary key references accounts,
  affiliate_id text references affiliates,
  at timestamptz not null,
  check (account_id <> affiliate_id)
);
create index attributions_affiliate on attributions (affiliate_id);

create table commissions (
  id text primary key check (id ~ '^com_[a-z0-9]{20}$'),
  payment_id text not null references payments,
  affiliate_id text not null references affiliates,
  base bigint not null check (base >= 0), -- received net of tax and discount, minor units
  rate_bp integer not null check (rate_bp between 0 and 10000), -- as it was then
  currency text not null check (currency ~ '^[a-z]{3}$'),
  hold_until timestamptz not null,
  created_at timestamptz not null,
  unique (payment_id, affiliate_id)
);
create index commissions_affiliate on commissions (affiliate_id, created_at);

create table payout_runs (
  id text primary key check (id ~ '^run_[a-z0-9]{20}$'),
  actor text not null,
  created_at timestamptz not null
);

create table payouts (
  id text primary key check (id ~ '^pout_[a-z0-9]{20}$'),
  run_id text not null references payout_runs,
  affiliate_id text not null references affiliates,
  currency text not null check (currency ~ '^[a-z]{3}$'),
  amount bigint not null check (amount > 0),
  details text not null check (length(details) <= 200), -- where to, as it stood at the run
  created_at timestamptz not null,
  paid_at timestamptz,
  reference text check (length(reference) between 1 and 200),
  unique (run_id, affiliate_id, currency),
  check ((paid_at is null) = (reference is null))
);
create index payouts_affiliate on payouts (affiliate_id, created_at);

create table commission_entries (
  commission_id text not null references commissions,
  number integer not null check (number > 0), -- two who add the same entry at once collide here
  kind text not null check (kind in ('accrual', 'reversal', 'restoral')),
  amount bigint not null check (amount <> 0), -- minor units
  created_at timestamptz not null,
  payout_id text references payouts,
  primary key (commission_id, number),
  check ((kind = 'accrual') = (number = 1)),
  check ((kind = 'reversal') = (amount < 0))
);
create index commission_entries_unpaid on commission_entries (commission_id) where payout_id is null;
create index commission_entries_payout on commission_entries (payout_id);

-- An entry changes once: it goes into a payout, and stays there.
create function entry_goes_into_one_payout() returns trigger language plpgsql as $$
begin
  if old.payout_id is not null or new.payout_id is null or (old.commission_id, old.number, old.kind, old.amount, old.created_at)
    is distinct from (new.commission_id, new.number, new.kind, new.amount, new.created_at) then
    raise exception 'a commission entry can only go into one payout';
  end if;
  return new;
end $$;
create trigger commission_entries_paid_once before update on commission_entries
  for each row execute function entry_goes_into_one_payout();
create trigger commission_entries_stay before delete or truncate on commission_entries
  for each statement execute function append_only();

-- What a payout pays is what its entries add up to, when the transaction that makes either of them commits.
create function payout_is_its_entries(payout text) returns void language plpgsql as $$
declare
  wrong record;
begin
  select p.amount, coalesce(sum(e.amount), 0) as entries into wrong
  from payouts p left join commission_entries e on e.payout_id = p.id where p.id = payout
  group by p.id having p.amount <> coalesce(sum(e.amount), 0);
  if found then
    raise exception 'payout % pays % and its entries add up to %', payout, wrong.amount, wrong.entries;
  end if;
end $$;
create function payout_adds_up() returns trigger language plpgsql as $$
begin
  perform payout_is_its_entries(new.id);
  return null;
end $$;
create function paid_entry_adds_up() returns trigger language plpgsql as $$
begin
  perform payout_is_its_entries(new.payout_id);
  return null;
end $$;
create constraint trigger payouts_add_up after insert on payouts
  deferrable initially deferred for each row execute function payout_adds_up();
create constraint trigger paid_entries_add_up after update on commission_entries
  deferrable initially deferred for each row execute function paid_entry_adds_up();

-- A payout changes once: it is marked as paid. (Where it went may be forgotten later: that is personal.)
create function payout_is_paid_once() returns trigger language plpgsql as $$
begin
  if (old.paid_at is not null and (old.paid_at, old.reference) is distinct from (new.paid_at, new.reference))
    or (old.id, old.run_id, old.affiliate_id, old.currency, old.amount, old.created_at)
    is distinct from (new.id, new.run_id, new.affiliate_id, new.currency, new.amount, new.created_at) then
    raise exception 'a payout can only be marked as paid, once';
  end if;
  return new;
end $$;
create trigger payouts_paid_once before update on payouts for each row execute function payout_is_paid_once();
create trigger payouts_stay before delete or truncate on payouts for each statement execute function append_only();

create trigger attributions_stay before update or delete or truncate on attributions
  for each statement execute function append_only();
create trigger commissions_stay before update or delete or truncate on commissions
  for each statement execute function append_only();

alter table ledger_entries drop constraint ledger_entries_ledger_account_check;
alter table ledger_entries add constraint ledger_entries_ledger_account_check check (ledger_account in (
  'stripe-balance', 'stripe-fees', 'revenue', 'refunds', 'disputes', 'manual', 'vouchers',
  'commissions', 'commissions-payable', 'payouts'));
