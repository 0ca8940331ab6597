-- What is forgotten: accounts that are deleted, and who had a trial without saying who that is.

-- An account that is being deleted, or is. The person's data go with this row; `email` is where the last mail goes, and goes with it.
create table closures (
  account_id text primary key references accounts,
  email text check (length(email) <= 254),
  actor text not null, -- the account itself, or who did it for it
  asked_at timestamptz not null,
  closed_at timestamptz, -- when Stripe had confirmed that nothing is charged any more
  check ((email is null) = (closed_at is not null))
);
create index closures_open on closures (asked_at) where closed_at is null;

-- Whatever was under way when the account was deleted comes too late. The reference to the account was checked before this runs and
-- holds its row, which a deletion locks first: so either it is seen here, or it has seen what is inserted and takes it away.
create function account_is_open() returns trigger language plpgsql as $$
begin
  if exists (select from closures where account_id = new.account_id) then
    raise exception 'the account % is deleted', new.account_id;
  end if;
  return null;
end $$;
create trigger sessions_of_open_accounts after insert on sessions for each row execute function account_is_open();
create trigger half_sessions_of_open_accounts after insert on half_sessions for each row execute function account_is_open();
create trigger second_factors_of_open_accounts after insert on second_factors for each row execute function account_is_open();
create trigger passkeys_of_open_accounts after insert on passkeys for each row execute function account_is_open();
create trigger email_tokens_of_open_accounts after insert on email_tokens for each row execute function account_is_open();
create trigger api_keys_of_open_accounts after insert on api_keys for each row execute function account_is_open();
create trigger devices_of_open_accounts after insert on devices for each row execute function account_is_open();
create trigger tickets_of_open_accounts after insert on tickets for each row execute function account_is_open();
create trigger affiliates_of_open_accounts after insert on affiliates for each row execute function account_is_open();
create trigger manual_payments_of_open_accounts after insert on manual_payments for each row execute function account_is_open();
create trigger checkouts_of_open_accounts after insert on checkouts for each row execute function account_is_open();

-- Secrets of the installation that are no setting: made once, sealed under the master key.
create table secrets (
  name text primary key,
  sealed text not null
);

-- Who had a trial is kept as a hash under a secret (accounts/persons.ts). SQL does not know it, so the product fills this in when it
-- starts and empties email_key; the column goes in a later release, for the one before this still writes it.
alter table trial_uses
  alter column email_key drop not null,
  add column person_hash bytea unique check (length(person_hash) = 32);

-- What is cleared away by age is found by it.
create index stripe_events_bodies on stripe_events (received_at) where body <> '';
create index mails_addressed on mails (created_at) where to_address <> '';
