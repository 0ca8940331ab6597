-- What we ask Stripe to do with a subscription goes the way of refunds: a row with its idempotency key first, one at a time.

alter table operations
  alter column charge_id drop not null,
  alter column amount drop not null,
  alter column currency drop not null,
  drop constraint operations_kind_check,
  drop constraint operations_stripe_id_key, -- the second change of a subscription may lead to the same object
  drop constraint operations_check,
  add column subscription_id text references subscriptions,
  add column price_id text, -- that is wanted: of a change, or of what a schedule leads to
  add column proration_at timestamptz, -- the moment a change is counted from: the one its preview was counted from
  add column schedule_id text, -- that is released
  add constraint operations_kind check (kind in (
    'refund', 'change', 'schedule', 'release', 'cancel', 'cancel-now', 'keep', 'pause', 'resume')),
  add constraint operations_refund check ((kind = 'refund') = (charge_id is not null and amount is not null and currency is not null)),
  add constraint operations_subscription check ((kind = 'refund') = (subscription_id is null)),
  add constraint operations_price check ((kind in ('change', 'schedule')) = (price_id is not null)),
  add constraint operations_release check ((kind = 'release') = (schedule_id is not null)),
  add constraint operations_done check (kind <> 'refund' or (state = 'succeeded') = (stripe_id is not null));
create unique index operations_refunds on operations (stripe_id) where kind = 'refund';
-- While an outcome is open nothing else is asked for the same subscription.
create unique index operations_open_subscription on operations (subscription_id) where state in ('pending', 'unknown');
create index operations_subscription_asked on operations (subscription_id, created_at) where subscription_id is not null;

alter table subscriptions
  add column schedule_id text, -- a change that waits for the period's end
  add column next_price_id text,
  add column next_at timestamptz,
  add column pending_price_id text, -- a change that waits for its payment
  add column pending_pay_url text,
  add column pending_until timestamptz,
  add constraint subscriptions_next check ((next_price_id is null) = (next_at is null)),
  add constraint subscriptions_pending check ((pending_price_id is null) = (pending_until is null));
