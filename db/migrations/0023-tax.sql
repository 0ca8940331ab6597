-- Tax that customers paid is not ours: it has an account of its own in the ledger.
alter table ledger_entries drop constraint ledger_entries_ledger_account_check;
alter table ledger_entries add constraint ledger_entries_ledger_account_check check (ledger_account in (
  'stripe-balance', 'stripe-fees', 'revenue', 'tax', 'refunds', 'disputes', 'manual', 'vouchers',
  'commissions', 'commissions-payable', 'payouts'));
