-- Passkeys, changes of the e-mail address, and what is known of the browser of a session.

create table passkeys (
  id text primary key check (id ~ '^pk_[a-z0-9]{20}$'),
  account_id text not null references accounts on delete cascade,
  slot smallint not null check (slot between 1 and 10), -- ten for an account, whatever runs at once
  credential_id text not null unique check (length(credential_id) between 1 and 1400),
  public_key bytea not null, -- COSE
  counter bigint not null check (counter >= 0), -- of signatures; 0 for those that do not count
  name text not null check (length(name) between 1 and 40),
  created_at timestamptz not null,
  last_used_at timestamptz,
  unique (account_id, slot)
);

-- What a passkey has to sign: for one browser, one purpose, once.
create table passkey_challenges (
  challenge_hash bytea primary key check (length(challenge_hash) = 32),
  purpose text not null check (purpose in ('register', 'log-in', 'step-up')),
  bound_to bytea not null check (length(bound_to) = 32), -- the session, or before log-in the visitor
  ends_at timestamptz not null
);
create index passkey_challenges_end on passkey_challenges (ends_at);

-- Recovery codes stand for any second factor, an app or a passkey.
alter table recovery_codes drop constraint recovery_codes_account_id_fkey;
alter table recovery_codes add foreign key (account_id) references accounts on delete cascade;

-- Links about an address carry it: the new one to confirm, or the old one to go back to.
alter table email_tokens drop constraint email_tokens_purpose_check;
alter table email_tokens add check (purpose in ('verify', 'reset', 'set-up', 'change-email', 'undo-email'));
alter table email_tokens add column email text check (length(email) <= 254);
alter table email_tokens add column email_key text check (email_key = lower(email_key));
alter table email_tokens add check ((purpose in ('change-email', 'undo-email')) = (email is not null));
alter table email_tokens add check ((email is null) = (email_key is null));

alter table sessions add column device text check (length(device) <= 60); -- such as 'Firefox on Windows'
alter table accounts add column logged_in_at timestamptz; -- the newest log-in; null: none yet
