-- Keys of the JSON API. A key is a secret of 256 random bits, of which the hash alone is kept; it always ends.

create table api_keys (
  id text primary key check (id ~ '^key_[a-z0-9]{20}$'),
  account_id text not null references accounts on delete cascade,
  name text not null check (name ~ '^[A-Za-z0-9][A-Za-z0-9 _-]{0,39}$'),
  key_hash bytea not null unique check (length(key_hash) = 32),
  scopes text[] not null check (
    cardinality(scopes) > 0
    and scopes <@ array['account:read', 'devices:read', 'devices:write', 'billing:read', 'staff:read']
  ),
  role text not null check (role in ('owner', 'support', 'customer')), -- of the account then: another role ends the key
  created_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > created_at and expires_at <= created_at + interval '366 days'),
  last_used_on date, -- no more is kept of its use
  revoked_at timestamptz
);
create unique index api_keys_name on api_keys (account_id, lower(name)) where revoked_at is null;
