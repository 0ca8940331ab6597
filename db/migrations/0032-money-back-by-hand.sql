-- Time that staff move to another plan is a new grant: the one that a voucher or a payment gave says which, so that money which goes
-- back ends what became of its time.
alter table grants
  add column moved_to text unique references grants,
  add constraint grants_moved_is_revoked check (moved_to is null or revoked_at is not null);

-- Money goes back in parts: `returned` is all that went back so far, the rest of the row tells of the newest part. A payment of which
-- a part went back stays approved, as its time stays; returned is one of which all did, or whose time ended with a part.
alter table manual_payments
  drop constraint manual_payments_check3,
  add constraint manual_payments_returned_whole check (
    (returner is null) = (returned_at is null) and (returner is null) = (returned is null)
    and (returner is null) = (return_note is null)
    and case state when 'returned' then returned is not null when 'approved' then coalesce(returned, 0) < amount
      else returned is null end);
