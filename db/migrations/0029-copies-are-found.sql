-- How far each file of anchors was written, so that one that was deleted or cut short is found. `place` is machine and path.
create table audit_anchor_files (
  place text primary key,
  position bigint not null check (position > 0),
  at timestamptz not null
);

-- Two identities of one second are told apart by their certificate, and a request that was under way when the newer was first used is
-- told from that of somebody with a copy. Null for a node that has not asked since.
alter table nodes
  add column identity_sha256 bytea check (length(identity_sha256) = 32),
  add column identity_used_at timestamptz;

-- An early form of 0024 dropped it.
alter table nodes add column if not exists credential_hash bytea unique;
