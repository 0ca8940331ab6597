-- When owners were told of an alert by mail: each is told of once, also when whoever opened it died before. Null: not yet. The release
-- before this wrote none, and told of all but these kinds.
alter table alerts add column told_at timestamptz;
update alerts set told_at = since where resolved_at is not null or kind not in ('drift', 'webhook-from-the-future');
