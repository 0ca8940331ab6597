-- A difference that no repair can end is settled by an owner, with a reason: it stays as it is, and is not told again while both sides
-- say the same.
alter table differences
  drop constraint differences_resolution_check,
  add constraint differences_resolution_check check (resolution in ('open', 'repaired', 'gone', 'accepted')),
  add column accepted_by text references accounts, -- null: from the command line
  add column reason text check (length(reason) between 1 and 500),
  add constraint differences_accepted_why check ((resolution = 'accepted') = (reason is not null));
create index differences_object on differences (stripe_id);
