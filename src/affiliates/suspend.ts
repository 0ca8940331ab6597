// An affiliate whose link no longer counts: nobody new is attributed, nothing is earned and nothing is paid out until he is approved
// again, and then what was paid in meanwhile counts.
import { audit } from '../accounts/audit.ts'
import { closureOf } from '../accounts/closure-queries.ts'
import { lockAccount } from '../billing/queries.ts'
import type { Db } from '../db/open.ts'
import type { AffiliateState } from '../db/schema-affiliates.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { affiliateOf, lockAffiliates, setAffiliateState } from './queries.ts'
import { checkReason } from '../billing/core/reason.ts'

interface Judgement {
  affiliate: string
  actor: string
  reason: string
}

/** A second time changes nothing. Refusals: `invalid` without a reason, `not-found`, `conflict` where the account is deleted. */
export const suspendAffiliate = (needs: { db: Db; clock: Clock }, judgement: Judgement) =>
  judge(needs, 'suspended', judgement)

/** As `suspendAffiliate`. */
export const approveAffiliate = (needs: { db: Db; clock: Clock }, judgement: Judgement) =>
  judge(needs, 'active', judgement)

async function judge(
  { db, clock }: { db: Db; clock: Clock },
  state: AffiliateState,
  { affiliate, actor, reason: text }: Judgement,
): Promise<void> {
  const reason = checkReason(text)
  await db.transaction().execute(async (tx) => {
    await lockAffiliates(tx) // a payout that runs now is finished first
    await lockAccount(tx, affiliate)
    if (!(await affiliateOf(tx, affiliate))) throw new Refusal('not-found', 'There is no such affiliate.')
    if (await closureOf(tx, affiliate))
      throw new Refusal('conflict', 'This account was deleted: its link earns nothing more.')
    if (!(await setAffiliateState(tx, affiliate, state))) return
    const action = state === 'active' ? 'affiliate.approve' : 'affiliate.suspend'
    await audit(tx, clock, { actor, action, subject: affiliate, detail: { reason } })
  })
}
