// The inventory of money and time that come another way than through Stripe. A part of data-inventory.ts.
import { by, type Kept } from './kept.ts'

const BOOKS = 'belongs to the books, under the account’s number'

export const PREPAID: readonly Kept[] = [
  {
    table: 'vouchers',
    of: { owner: by('redeemed_by'), topic: 'Payments', title: 'Vouchers that you redeemed' },
    what: 'Which, when, and the time that it gave. Of the code a hash is kept.',
    why: 'A voucher counts once.',
    until: 'books',
    ends: [],
    erasure: { stays: BOOKS },
    columns: { shown: 'id redeemed_at grant_id', secret: 'code_hash', inner: 'batch_id redeemed_by' },
  },
  {
    table: 'manual_payments',
    of: { owner: by(), topic: 'Payments', title: 'Payments by bank, in cash, or otherwise' },
    what: 'What you asked to pay in this way, its reference, and what staff noted when it came or went back.',
    why: 'To know whose money it is.',
    until: 'books',
    ends: [],
    erasure: { stays: BOOKS },
    columns: {
      shown:
        'id reference plan_id interval amount currency method created_at state decided_at note grant_id returned_at returned return_note',
      others: 'opened_by decider returner',
      inner: 'account_id',
    },
  },
]
