-- When the password was last given in this session, beside its log-in: accounts without a second factor prove themselves with it before
-- they end sessions (accounts/proof-anew.ts).
alter table sessions add column password_at timestamptz;
