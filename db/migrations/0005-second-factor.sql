-- The second factor: codes of an authenticator app (RFC 6238), recovery codes, and the wait between password and code.

create table second_factors (
  account_id text primary key references accounts on delete cascade,
  sealed_secret text not null, -- see lib/seal.ts
  last_step bigint not null, -- of the newest code that was taken: none counts twice
  enrolled_at timestamptz not null
);

create table recovery_codes (
  account_id text not null references second_factors on delete cascade,
  code_hash bytea not null check (length(code_hash) = 32),
  used_at timestamptz,
  primary key (account_id, code_hash)
);

-- Who gave the right password and not yet the code. Apart from sessions, so that no reader of sessions can let one in.
create table half_sessions (
  id_hash bytea primary key check (length(id_hash) = 32),
  account_id text not null references accounts on delete cascade,
  ends_at timestamptz not null
);
create index half_sessions_account on half_sessions (account_id);

alter table sessions add column second_factor_at timestamptz; -- when this session last gave a code
