-- Money back above a limit takes two people; what staff have seen and settled stays settled; disputes with their deadline.

create table refund_requests (
  id text primary key check (id ~ '^rr_[a-z0-9]{20}$'),
  intent text not null unique, -- made by the page that asked: a second click is the same request
  account_id text not null references accounts,
  charge_id text not null references payments (stripe_id),
  amount bigint not null check (amount > 0),
  currency text not null,
  reason text not null check (length(reason) between 1 and 500),
  requester text not null references accounts,
  state text not null check (state in ('waiting', 'approved', 'denied', 'withdrawn')),
  decider text references accounts,
  operation_id text unique references operations, -- one approval is one refund
  created_at timestamptz not null,
  decided_at timestamptz,
  check ((state = 'waiting') = (decider is null)),
  check ((state = 'waiting') = (decided_at is null)),
  check ((state = 'approved') = (operation_id is not null)),
  -- Nobody approves or denies his own; nobody withdraws another's.
  check (state = 'waiting' or (state = 'withdrawn') = (decider = requester))
);
create index refund_requests_charge on refund_requests (charge_id);
create index refund_requests_waiting on refund_requests (created_at) where state = 'waiting';

-- Who settled an alert that names one thing that happened, such as a refund that failed: it is not opened again.
alter table alerts add column acknowledged_by text;
alter table alerts add constraint alerts_acknowledged_is_resolved check (acknowledged_by is null or resolved_at is not null);
create index alerts_acknowledged on alerts (subject) where acknowledged_by is not null;

alter table disputes add column reason text;
alter table disputes add column due_by timestamptz; -- until when evidence is taken
create index stripe_events_fraud_warnings on stripe_events (customer) where type = 'radar.early_fraud_warning.created';

create index operations_actor on operations (actor, created_at);
create index ledger_transactions_account on ledger_transactions (account_id, id);
