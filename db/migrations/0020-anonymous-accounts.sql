-- Accounts without e-mail: a number opens them, which stands here as a hash under a secret (accounts/account-numbers.ts). In the place
-- of the address stands one that leads to nobody (mail/nobody.ts); whoever has the one has the other.
alter table accounts
  add column number_hash bytea unique check (length(number_hash) = 32),
  add check ((number_hash is not null) = (email_key = id || '@anonymous.invalid')),
  add check (email_key not like '%@anonymous.invalid' or number_hash is not null),
  add check (number_hash is null or role = 'customer');
