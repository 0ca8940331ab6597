// The staff's pages on affiliates, in every state worth looking at.
import type { VNode } from 'preact'
import type { Affiliate, AffiliateEntry } from '../../../src/affiliates/overview.ts'
import { AffiliateCardView } from '../../../src/web/admin/affiliate-card-view.tsx'
import { AffiliatesView } from '../../../src/web/admin/affiliates-view.tsx'
import { PayoutRunView } from '../../../src/web/admin/payout-run-view.tsx'
import * as sample from './samples.ts'

const { CSRF: csrf } = sample
const ana: Affiliate = {
  account: 'acct_sample',
  email: sample.LONG_EMAIL,
  code: 'abcde23456',
  state: 'active',
  details: 'IBAN DE00 0000 0000 0000 0000 00',
  createdAt: sample.ago(60 * 24 * 90),
  signUps: 14,
  paying: 6,
  sums: sample.SUMS,
}
const ben: Affiliate = { ...ana, account: 'acct_other', email: 'ben@example.com', state: 'suspended', sums: [] }
const entries = (['restoral', 'reversal', 'accrual'] as const).map((kind, at): AffiliateEntry => ({
  id: `com_sample:${at}`,
  kind,
  amount: kind === 'reversal' ? -200n : 200n,
  currency: 'usd',
  createdAt: sample.ago(at * 600),
  holdUntil: sample.ahead(20),
  payment: 'pay_sample',
  payout: kind === 'accrual' ? 'pout_1' : null,
}))
const payouts = sample.PAYOUTS.map((payout) => ({
  ...payout,
  affiliate_id: 'acct_sample',
  email: ana.email,
  details: ana.details,
  paid_at: payout.paidAt,
}))
const [unsent] = payouts
const run = { id: 'run_sample', createdAt: sample.ago(60), payouts }

export const AFFILIATE_PAGES: Record<string, VNode> = {
  affiliates: (
    <AffiliatesView
      csrf={csrf}
      affiliates={[ana, ben]}
      due={sample.PAYOUTS}
      runs={[run]}
      isOwner
      error="Nothing is due: no affiliate has reached the minimum."
    />
  ),
  'affiliates-empty': <AffiliatesView csrf={csrf} affiliates={[]} due={[]} runs={[]} isOwner error={null} />,
  'affiliates-one': (
    <AffiliateCardView
      csrf={csrf}
      affiliate={ana}
      entries={entries}
      payouts={sample.PAYOUTS}
      isOwner
      error="Say why, in up to 500 characters."
    />
  ),
  'affiliates-suspended': (
    <AffiliateCardView
      csrf={csrf}
      affiliate={{ ...ben, details: null }}
      entries={[]}
      payouts={[]}
      isOwner={false}
      error={null}
    />
  ),
  'affiliates-run': (
    <PayoutRunView
      csrf={csrf}
      {...run}
      payouts={[...payouts, ...(unsent ? [{ ...unsent, id: 'pout_3', details: '' }] : [])]}
      isOwner
      error="Write the reference of the transfer, in up to 200 characters."
    />
  ),
}
