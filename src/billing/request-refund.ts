// Money back as staff ask for it: an owner gives back alone up to a limit; above it, and whatever support asks for, it waits for an
// owner who did not ask.
// Invariant: what is given back alone never adds up to more than the limit for one payment or one person within a day, however it is
// cut into pieces; the sums are taken under a lock.
import { audit } from '../accounts/audit.ts'
import type { Role } from '../db/schema.ts'
import type { Tx } from '../db/open.ts'
import { Refusal } from '../lib/refusal.ts'
import { newId } from '../lib/token.ts'
import { raiseAlerts } from './alerts.ts'
import { formatMoney } from './core/money.ts'
import { limitIn, mayRefundAlone } from './core/refund-limit.ts'
import { operationOf, paymentOfCharge, type RefundOperation } from './operation-queries.ts'
import { checkIntent, send, type RefundNeeds, type RefundRequest } from './refund.ts'
import { checkRefund, holdPayment, openRefund, type CheckedRefund } from './refundable.ts'
import * as queries from './refund-request-queries.ts'

export type RequestNeeds = RefundNeeds & { refundLimit: string }

export type AskedRefund =
  { kind: 'refund'; operation: RefundOperation } | { kind: 'waiting'; request: queries.RefundRequestRow }

const DAY = 86_400_000

/**
 * Refusals: as `refundPayment`; `forbidden` for an intent that stood for another refund; `limit` when the only owner asks for more than one person may give back: nobody could approve it.
 */
export async function requestRefund(
  needs: RequestNeeds,
  request: RefundRequest & { role: Role },
): Promise<AskedRefund> {
  const known = await askedBefore(needs, request.intent)
  const asked = known ?? (await ask(needs, request))
  await refuseOther(needs, asked, request)
  if (asked.kind === 'waiting' || asked.operation.state !== 'pending') return asked
  return { kind: 'refund', operation: await send(needs, asked.operation) }
}

async function askedBefore({ db }: Pick<RequestNeeds, 'db'>, intent: string): Promise<AskedRefund | null> {
  const operation = await operationOf(db, intent)
  if (operation) return { kind: 'refund', operation }
  const request = await queries.requestOfIntent(db, intent)
  return request ? { kind: 'waiting', request } : null
}

/** A click stands for what its page showed: sent again for another payment or another amount it is none. */
async function refuseOther(
  { db }: Pick<RequestNeeds, 'db'>,
  asked: AskedRefund,
  request: RefundRequest,
): Promise<void> {
  const { charge_id: charge, amount } = asked.kind === 'refund' ? asked.operation : asked.request
  const payment = await paymentOfCharge(db, charge)
  if (payment?.id === request.payment && (request.amount === null || request.amount === amount)) return
  throw new Refusal('forbidden', 'This page was used for another refund already. Load it again and retry.')
}

function ask(needs: RequestNeeds, request: RefundRequest & { role: Role }): Promise<AskedRefund> {
  checkIntent(request.intent)
  return needs.db.transaction().execute(async (tx): Promise<AskedRefund> => {
    const payment = await holdPayment(tx, request.payment)
    const again = await askedBefore({ db: tx }, request.intent)
    if (again) return again
    const checked = await checkRefund(tx, payment, request)
    if (request.role === 'owner' && (await isWithinLimit(needs, tx, request, checked)))
      return { kind: 'refund', operation: await openRefund(tx, needs.clock, request, checked) }
    if (!(await queries.otherOwnerExists(tx, request.actor))) {
      const most = formatMoney({ amount: limitIn(needs.refundLimit, checked.currency), currency: checked.currency })
      throw new Refusal(
        'limit',
        `Alone you can give back ${most} a payment and a day, and this shop has no second owner to approve more. Make one with "turnpike owner create", or change the setting REFUND_LIMIT.`,
      )
    }
    return { kind: 'waiting', request: await storeRequest(needs, tx, request, checked) }
  })
}

async function isWithinLimit(
  { clock, refundLimit }: RequestNeeds,
  tx: Tx,
  { actor }: RefundRequest,
  { amount, charge, currency }: CheckedRefund,
): Promise<boolean> {
  await queries.lockActor(tx, actor)
  const since = new Date(clock().getTime() - DAY)
  const sums = await queries.refundedByStaff(tx, { charge, currency, actor, since })
  return mayRefundAlone({ amount, ...sums }, refundLimit, currency)
}

async function storeRequest(
  needs: RequestNeeds,
  tx: Tx,
  { intent, actor }: RefundRequest,
  { account, charge, amount, currency, reason }: CheckedRefund,
): Promise<queries.RefundRequestRow> {
  const id = newId('rr')
  const detail = { request: id, amount: Number(amount), currency, reason }
  const row = await queries.insertRefundRequest(tx, {
    id,
    intent,
    account_id: account,
    charge_id: charge,
    amount,
    currency,
    reason,
    requester: actor,
    state: 'waiting',
    decider: null,
    operation_id: null,
    created_at: needs.clock(),
    decided_at: null,
  })
  await audit(tx, needs.clock, { actor, action: 'payment.refund-request', subject: account, detail })
  const words = `A refund of ${formatMoney({ amount, currency })} waits for an owner to approve it: see /admin/refund-requests.`
  await raiseAlerts(needs, tx, id, [{ kind: 'refund-approval', subject: charge, detail: words }])
  return row
}
