-- What the overview counts by time: new customers, checkouts begun, trials that ended.
create index accounts_created on accounts (created_at);
create index checkouts_created on checkouts (created_at);
create index subscriptions_trial_end on subscriptions (trial_end) where trial_end is not null;
