-- What happens at the checkout: coupons with limits, trials once per person, payments that arrive later.

create table coupons (
  id text primary key check (id ~ '^cpn_[a-z0-9]{20}$'), -- also its id at Stripe
  code text not null unique check (code ~ '^[A-Z0-9][A-Z0-9-]{2,39}$'),
  percent_off smallint check (percent_off between 1 and 100),
  amount_off bigint check (amount_off > 0), -- minor units
  currency text check (currency ~ '^[a-z]{3}$'),
  duration text not null check (duration in ('once', 'repeating', 'forever')),
  months smallint check (months between 1 and 36),
  max_redemptions integer check (max_redemptions > 0), -- null: no limit
  per_customer integer not null default 1 check (per_customer > 0),
  expires_at timestamptz,
  plans text[] check (cardinality(plans) > 0), -- null: all
  active boolean not null default true,
  taken integer not null default 0 check (taken >= 0), -- uses that are held or used; counted by the triggers below
  created_at timestamptz not null,
  published_at timestamptz, -- when Stripe was told of it
  check ((percent_off is null) <> (amount_off is null)),
  check ((amount_off is null) = (currency is null)),
  check ((duration = 'repeating') = (months is not null)),
  constraint coupons_limit check (taken <= max_redemptions)
);

alter table checkouts
  add column price_id text, -- the price that was asked for, whatever the plan costs by now
  add column coupon_id text references coupons,
  add column needs_card boolean not null default true,
  drop constraint checkouts_state_check,
  -- processing: the page is done and the money still on its way; failed: it did not come
  add constraint checkouts_state_check check (state in ('starting', 'open', 'processing', 'complete', 'failed', 'expired'));
create index checkouts_unsettled on checkouts (expires_at) where state in ('starting', 'open', 'processing');

-- One use of a coupon: held while the checkout is open, used when it is paid, released when it is not.
create table coupon_claims (
  checkout_id text primary key references checkouts,
  coupon_id text not null references coupons,
  account_id text not null references accounts,
  state text not null check (state in ('held', 'used', 'released')),
  created_at timestamptz not null,
  settled_at timestamptz,
  check ((state = 'held') = (settled_at is null))
);
create index coupon_claims_customer on coupon_claims (coupon_id, account_id) where state <> 'released';
create index coupon_claims_account on coupon_claims (account_id);

-- The update of the coupon is its lock: claims of one coupon come one after the other, and its check holds the number.
create function count_coupon_claim() returns trigger language plpgsql as $$
declare
  most integer;
begin
  if tg_op = 'INSERT' then
    update coupons set taken = taken + 1 where id = new.coupon_id returning per_customer into most;
    if (
      select count(*) from coupon_claims
      where coupon_id = new.coupon_id and account_id = new.account_id and state <> 'released'
    ) > most then
      raise exception 'coupon % is used up for account %', new.coupon_id, new.account_id using errcode = 'check_violation';
    end if;
  elsif old.state <> 'released' and new.state = 'released' then
    update coupons set taken = taken - 1 where id = new.coupon_id;
  elsif old.state = 'released' and new.state <> 'released' then
    raise exception 'a released use of coupon % cannot be taken back', new.coupon_id using errcode = 'check_violation';
  end if;
  return null;
end $$;
create trigger coupon_claims_counted after insert or update on coupon_claims
  for each row execute function count_coupon_claim();

-- Trials, once per person ------------------------------------------------------------------------------------------------

alter table plans add column trial_needs_card boolean not null default true;

-- Held while the checkout is open, begun when the trial runs, gone when the checkout came to nothing.
create table trial_uses (
  account_id text primary key references accounts,
  email_key text not null unique, -- without aliases: billing/core/trial-person.ts
  checkout_id text references checkouts deferrable initially deferred, -- null: a trial that was given elsewhere
  begun_at timestamptz,
  created_at timestamptz not null,
  check (checkout_id is not null or begun_at is not null)
);

create table trial_cards (
  fingerprint text primary key, -- Stripe's name for a card, the same whoever uses it
  account_id text not null references accounts,
  created_at timestamptz not null
);
create index trial_cards_account on trial_cards (account_id);

-- Trials whose card had one with somebody else: they are ended at Stripe. The row stands before Stripe is asked.
create table refused_trials (
  subscription_id text primary key references subscriptions, -- also names the idempotency key
  account_id text not null references accounts,
  created_at timestamptz not null,
  ended_at timestamptz
);

-- What an invoice says beside its total, for books and commissions ---------------------------------------------------------

alter table payments
  add column tax bigint not null default 0 check (tax >= 0), -- minor units, within amount
  add column discount bigint not null default 0 check (discount >= 0), -- minor units, not within amount
  add column invoice_url text,
  add column invoice_pdf text;
