// A payout run: everything that is past its hold goes into one payout for each affiliate and currency, less what has to be taken back.
// Invariant: an entry is in one payout at most and never changes again; two runs at once pay once. Money itself is sent by the owner,
// outside of here; `markPaid` says that it was.
import { audit } from '../accounts/audit.ts'
import { findAccount } from '../accounts/queries.ts'
import { move } from '../billing/core/posting.ts'
import { formatMoney } from '../billing/core/money.ts'
import { post } from '../billing/ledger-queries.ts'
import { Refusal } from '../lib/refusal.ts'
import { newId } from '../lib/token.ts'
import { sendMail } from '../mail/send.ts'
import { accrue, type AccrueNeeds } from './accrue.ts'
import { isWorthPaying } from './core/terms.ts'
import * as queries from './payout-queries.ts'
import { lockAffiliates } from './queries.ts'

/** The run's id. Looks for what changed first. Refusal: `conflict` when nothing is due. */
export async function payOut(needs: AccrueNeeds, actor: string): Promise<string> {
  const { db, clock, affiliateTerms } = needs
  await accrue(needs)
  return db.transaction().execute(async (tx) => {
    await lockAffiliates(tx)
    const now = clock()
    const due = (await queries.dueSums(tx, now)).filter((sum) => isWorthPaying(sum, affiliateTerms))
    if (due.length === 0) throw new Refusal('conflict', 'Nothing is due: no affiliate has reached the minimum.')
    const run = newId('run')
    await queries.insertRun(tx, { id: run, actor, created_at: now })
    await queries.insertPayouts(
      tx,
      due.map((sum) => ({ ...sum, id: newId('pout'), run_id: run, created_at: now })),
    )
    await queries.collectEntries(tx, run, now)
    const detail = { payouts: due.length }
    await audit(tx, clock, { actor, action: 'affiliate.payout-run', subject: run, detail })
    return run
  })
}

/** Says that the money is sent; gives the run. Refusals: `not-found`; `invalid` (reference); `conflict` when it was marked before. */
export async function markPaid(
  needs: AccrueNeeds,
  { payout: id, reference: text, actor }: { payout: string; reference: string; actor: string },
): Promise<string> {
  const { db, clock, baseUrl } = needs
  const reference = text.trim()
  return db.transaction().execute(async (tx) => {
    const payout = await queries.lockPayout(tx, id)
    if (!payout) throw new Refusal('not-found', 'There is no such payout.')
    if (reference === '' || reference.length > 200) {
      throw new Refusal('invalid', 'Write the reference of the transfer, in up to 200 characters.')
    }
    if (payout.paid_at) throw new Refusal('conflict', 'This payout was marked as paid before.')
    const now = clock()
    const { affiliate_id: affiliate, amount, currency } = payout
    await queries.setPaid(tx, id, { paid_at: now, reference })
    const when = { created: now, currency }
    await post(tx, affiliate, [move(`payout:${id}`, when, 'payouts', 'commissions-payable', amount)], now)
    const detail = { affiliate, amount: Number(amount), currency, reference }
    await audit(tx, clock, { actor, action: 'affiliate.payout-paid', subject: id, detail })
    const account = await findAccount(tx, affiliate)
    if (account) {
      const data = { amount: formatMoney(payout), reference, affiliate: new URL('/affiliate', baseUrl).href }
      const letter = { to: account.email, account: affiliate, dedupeKey: `payout:${id}` }
      await sendMail(needs, tx, { ...letter, template: 'payout-paid', data })
    }
    return payout.run_id
  })
}
