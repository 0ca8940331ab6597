// Refunds that bounce and disputes, through the real SDK.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { eventTypes, startBench, type Bench } from '../conformance/bench.ts'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterAll(async () => bench.close())
beforeEach(() => bench.simulator.control.reset())

async function pay(card: string) {
  const intent = await bench.stripe.paymentIntents.create({
    amount: 1000,
    currency: 'usd',
    payment_method: card,
    confirm: true,
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
  })
  return { intent: intent.id, charge: typeof intent.latest_charge === 'string' ? intent.latest_charge : '' }
}

test('a refund that fails later gives the money back to the balance', async () => {
  const { charge } = await pay('pm_card_refundFail')
  const refund = await bench.stripe.refunds.create({ charge, amount: 400 })
  expect(refund.status).toBe('succeeded')
  await bench.travel(10)
  expect(await bench.stripe.refunds.retrieve(refund.id)).toMatchObject({
    status: 'failed',
    failure_reason: 'unknown',
    failure_balance_transaction: expect.stringMatching(/^txn_/) as string,
  })
  expect(await bench.stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 0, refunded: false })
  const types = await eventTypes(bench.stripe)
  expect(types.slice(-3)).toEqual(['refund.updated', 'charge.refund.updated', 'refund.failed'])
})

test('a pending refund succeeds, or is canceled before', async () => {
  const first = await pay('pm_card_pendingRefund')
  const { id } = await bench.stripe.refunds.create({ charge: first.charge })
  expect(await bench.stripe.refunds.retrieve(id)).toMatchObject({ status: 'pending', pending_reason: 'processing' })
  await bench.travel(10)
  expect((await bench.stripe.refunds.retrieve(id)).status).toBe('succeeded')
  const second = await pay('pm_card_pendingRefund')
  const other = await bench.stripe.refunds.create({ charge: second.charge })
  expect(await bench.stripe.refunds.cancel(other.id)).toMatchObject({ status: 'canceled' })
  expect((await bench.stripe.charges.retrieve(second.charge)).amount_refunded).toBe(0)
})

test('a chargeback takes money and fee, forbids refunds, and gives the money back when won', async () => {
  const { charge, intent } = await pay('pm_card_createDispute')
  await bench.travel(1)
  const [dispute] = (await bench.stripe.disputes.list({ payment_intent: intent })).data
  expect(dispute).toMatchObject({ status: 'needs_response', is_charge_refundable: false, amount: 1000 })
  expect(dispute?.balance_transactions).toMatchObject([{ amount: -1000, fee: 1500 }])
  await expect(bench.stripe.refunds.create({ charge })).rejects.toMatchObject({ code: 'charge_disputed' })
  await bench.stripe.disputes.update(dispute?.id ?? '', { evidence: { uncategorized_text: 'winning_evidence' } })
  expect(await bench.stripe.disputes.retrieve(dispute?.id ?? '')).toMatchObject({ status: 'won' })
  const types = (await eventTypes(bench.stripe)).filter((type) => type.startsWith('charge.dispute'))
  expect(types).toEqual([
    'charge.dispute.created',
    'charge.dispute.funds_withdrawn',
    'charge.dispute.updated',
    'charge.dispute.updated',
    'charge.dispute.closed',
    'charge.dispute.funds_reinstated',
  ])
})

test('an inquiry moves no money and allows a refund', async () => {
  const { charge } = await pay('pm_card_createDisputeInquiry')
  await bench.travel(1)
  const [dispute] = (await bench.stripe.disputes.list({ charge })).data
  expect(dispute).toMatchObject({ status: 'warning_needs_response', balance_transactions: [] })
  expect((await bench.stripe.refunds.create({ charge })).status).toBe('succeeded')
  expect(await bench.stripe.disputes.close(dispute?.id ?? '')).toMatchObject({ status: 'warning_closed' })
})

test('the balance is what was paid less fees, refunds and disputes', async () => {
  const { charge } = await pay('pm_card_visa')
  await bench.stripe.refunds.create({ charge, amount: 250 })
  const pending = (await bench.stripe.balance.retrieve()).pending[0]?.amount
  expect(pending).toBe(1000 - 59 - 250)
  await bench.travel(2 * 86400)
  expect((await bench.stripe.balance.retrieve()).available[0]?.amount).toBe(pending)
})
