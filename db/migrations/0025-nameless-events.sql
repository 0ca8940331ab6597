-- An event of a dispute names a charge and no customer: the charge stands beside it, so that it can be looked up again however often
-- that failed.
alter table stripe_events add column charge text;
