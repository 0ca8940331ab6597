// A voucher becomes time, once: it begins where what the account holds of the plan ends.
// Invariant: voucher, grant, audit row, booking and mail stand together or not at all; of those who redeem one code at once the
// first has it. Nobody learns whether a code that he cannot use exists, but for its own last day and his own use of it.
import { holdOwnAccount } from '../accounts/deleted-account.ts'
import { accountCard } from '../accounts/queries.ts'
import { spendForBoth } from '../accounts/spend-for-both.ts'
import type { Throttle } from '../accounts/throttle.ts'
import type { Db, Tx } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { hashSecret } from '../lib/token.ts'
import { sendMail } from '../mail/send.ts'
import { showTime } from '../mail/show-time.ts'
import { move } from './core/posting.ts'
import { readVoucherCode } from './core/voucher-code.ts'
import { placeTime, storeTime, type Grant } from './given-time.ts'
import { grantById } from './grant-queries.ts'
import { post } from './ledger-queries.ts'
import { holdVoucher, markRedeemed } from './voucher-queries.ts'

export interface RedeemNeeds {
  db: Db
  clock: Clock
  queue: Queue
  throttle: Throttle
  baseUrl: URL
}

/**
 * `network` is the client's address. Refusals: `invalid` for what is unknown, withdrawn or used by somebody else; `taken` when this
 * account used it; `expired`; `not-signed-in`; `too-many` after too many wrong codes.
 */
export async function redeemVoucher(
  needs: RedeemNeeds,
  { account, code, network }: { account: string; code: string; network: string },
): Promise<Grant> {
  const { db, throttle } = needs
  const giveBack = await spendForBoth(throttle, 'voucher', { account, network })
  const grant = await db.transaction().execute((tx) => redeem(needs, tx, account, code))
  await giveBack()
  return grant
}

type Held = NonNullable<Awaited<ReturnType<typeof holdVoucher>>>

async function redeem(needs: RedeemNeeds, tx: Tx, account: string, code: string): Promise<Grant> {
  const { clock } = needs
  const signs = readVoucherCode(code)
  await holdOwnAccount(tx, account)
  const voucher = signs === null ? undefined : await holdVoucher(tx, hashSecret(signs))
  const now = clock()
  await refuseUsed(tx, voucher, account)
  if (!voucher || voucher.withdrawnAt || voucher.redeemedBy !== null) throw unusable()
  if (voucher.expiresAt && voucher.expiresAt <= now) {
    throw new Refusal(
      'expired',
      `This voucher could be used until ${showTime(voucher.expiresAt)}. Ask where you got it.`,
    )
  }
  const { id, batch, plan, unit, length } = voucher
  const placed = await placeTime(tx, now, {
    account,
    plan,
    length: unit === 'day' ? { days: length } : { months: length },
  })
  const order = {
    account,
    reason: `Voucher ${id}`,
    intent: `voucher:${id}`,
    actor: account,
    source: 'voucher' as const,
  }
  const said = { action: 'voucher.redeem', detail: { voucher: id, batch } }
  const grant = await storeTime(tx, clock, order, placed, said)
  await markRedeemed(tx, id, account, grant.id, now)
  if (voucher.amount > 0n) {
    const sold = { created: now, currency: voucher.currency }
    await post(tx, account, [move(`voucher:${id}`, sold, 'revenue', 'vouchers', voucher.amount)], now)
  }
  await tell(needs, tx, voucher, grant)
  return grant
}

async function refuseUsed(tx: Tx, voucher: Held | undefined, account: string): Promise<void> {
  if (voucher?.redeemedBy !== account || voucher.grant === null) return
  const grant = await grantById(tx, voucher.grant)
  const until = grant ? ` until ${showTime(grant.ends_at)}` : ''
  throw new Refusal('taken', `You have used this voucher already. It gave you ${voucher.planName}${until}.`)
}

async function tell(needs: RedeemNeeds, tx: Tx, { id, planName: plan }: Held, grant: Grant): Promise<void> {
  const card = await accountCard(tx, grant.account_id)
  if (!card) return
  await sendMail(needs, tx, {
    to: card.email,
    account: card.id,
    dedupeKey: `voucher:${id}`,
    template: 'voucher-redeemed',
    data: { plan, from: grant.starts_at, until: grant.ends_at, billing: new URL('/billing', needs.baseUrl).href },
  })
}

function unusable(): Refusal {
  return new Refusal(
    'invalid',
    'This code cannot be used. Compare it with the voucher; if it is written right, it was used or withdrawn: ask where you got it.',
  )
}
