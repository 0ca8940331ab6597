import { expect, test } from 'vitest'
import { moneyConcerns } from './money-concerns.ts'

const at = (second: number) => new Date(1_800_000_000_000 + second * 1000)
const refund = (id: string, second: number, status: string, amount = 500n) => ({
  id,
  chargeId: 'ch_1',
  amount,
  currency: 'usd',
  status,
  created: at(second),
})
const dispute = (status: string) => ({ ...refund('du_1', 0, status), reason: 'fraudulent', dueBy: at(0), funds: [] })

test.each<[string, ReturnType<typeof refund>[], string[]]>([
  ['a refund that arrived', [refund('re_1', 0, 'succeeded')], []],
  ['one that failed', [refund('re_1', 0, 'failed')], ['re_1']],
  ['one made good later', [refund('re_1', 0, 'failed'), refund('re_2', 9, 'pending')], []],
  ['one made good in part', [refund('re_1', 0, 'failed'), refund('re_2', 9, 'succeeded', 300n)], ['re_1']],
  ['one before which another succeeded', [refund('re_1', 9, 'failed'), refund('re_2', 0, 'succeeded')], ['re_1']],
  [
    'failed twice, then made good once',
    [refund('re_1', 0, 'failed'), refund('re_2', 5, 'failed'), refund('re_3', 9, 'succeeded')],
    [],
  ],
])('%s', (_, refunds, open) => {
  expect(moneyConcerns({ refunds, disputes: [] }, []).map((concern) => concern.subject)).toEqual(open)
})

test.each([
  ['needs_response', true],
  ['warning_needs_response', true],
  ['under_review', false],
  ['won', false],
  ['lost', false],
  ['prevented', false],
])('a dispute that is %s waits for staff: %s', (status, waits) => {
  expect(moneyConcerns({ refunds: [], disputes: [dispute(status)] }, []).length > 0).toBe(waits)
})
