-- Nodes sign their requests with a certificate that is renewed, instead of showing a credential that stays. A node that joined before
-- has none: it is added again under its name, and joins anew with what it has. Its `credential_hash` stays, for the version before reads
-- it while it is still serving.
alter table nodes add column identity_from timestamptz, add column identity_until timestamptz;
alter table nodes add constraint nodes_identity_whole check ((identity_from is null) = (identity_until is null));

-- Nonces of signed requests: each counts once. Kept for longer than a request's time may differ from ours.
create table node_requests (
  node_id text not null references nodes on delete cascade,
  nonce text not null check (nonce ~ '^[A-Za-z0-9_-]{16,64}$'),
  seen_at timestamptz not null,
  primary key (node_id, nonce)
);
create index node_requests_by_age on node_requests (seen_at);
