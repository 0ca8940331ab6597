-- Each audit row stands in a chain: its hash covers the row and the hash before it, so that whoever changes, removes, adds or
-- moves a row breaks every hash after it. What is checked against: docs/decisions/0009-audit-chain.md.
--
-- A row joins the chain when its transaction commits: the lock that puts rows into one order is the last one a transaction takes,
-- so it cannot be part of a deadlock and is held only while the commit is written. Positions therefore follow the order of commits
-- and have no gaps, which identities cannot promise.
create table audit_chain (
  position bigint primary key check (position > 0),
  audit_id bigint not null unique, -- no reference: what becomes of the audit row is for the check to say
  hash bytea not null check (length(hash) = 32)
);

create function join_audit_chain(entry audit) returns void language plpgsql as $$
declare
  last audit_chain;
begin
  perform pg_advisory_xact_lock(hashtext('turnpike audit chain'));
  select * into last from audit_chain order by position desc limit 1;
  -- jsonb writes itself in one way on every version; src/ops/audit-chain-queries.ts has the same words.
  insert into audit_chain values (
    coalesce(last.position, 0) + 1,
    entry.id,
    sha256(coalesce(last.hash, ''::bytea) || convert_to(jsonb_build_array(
      coalesce(last.position, 0) + 1, entry.id, (extract(epoch from entry.at) * 1000000)::bigint,
      entry.actor, entry.action, entry.subject, entry.detail
    )::text, 'UTF8'))
  );
end $$;

do $$
declare
  entry audit;
begin
  for entry in select * from audit order by id loop
    perform join_audit_chain(entry);
  end loop;
end $$;

create function audit_joins_chain() returns trigger language plpgsql as $$
begin
  perform join_audit_chain(new);
  return null;
end $$;
-- Only what the product writes joins (src/accounts/audit-queries.ts): a row put in by hand is found as one that did not.
create constraint trigger audit_is_chained after insert on audit
  deferrable initially deferred for each row
  when (current_setting('turnpike.audit', true) = 'joins') execute function audit_joins_chain();

create trigger audit_chain_stays before update or delete or truncate on audit_chain
  for each statement execute function append_only();

create index audit_actor on audit (actor, id);
create index audit_action on audit (action, id);
