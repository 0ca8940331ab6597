// What was given back of a payment, as its page lists it: what was asked for here with what became of it at the bank, and what was
// refunded on Stripe's own pages.
import type { readPayment } from '../../billing/refund.ts'
import type { Tone } from '../kit/components/state-word.tsx'

type Read = Awaited<ReturnType<typeof readPayment>>

export interface RefundRow {
  id: string
  createdAt: Date
  amount: bigint
  currency: string
  tone: Tone
  word: string
  reason: string
  failure: string | null
}

/** Newest first. */
export function refundRows(operations: Read['operations'], refunds: Read['refunds']): RefundRow[] {
  const byId = new Map(refunds.map((refund) => [refund.stripe_id, refund]))
  const asked = operations.map((one): RefundRow => {
    const { id, amount, currency, reason, failure } = one
    const refund = one.stripe_id === null ? undefined : byId.get(one.stripe_id)
    const word = refund ? wordAtBank(refund.status) : wordOf(one.state)
    return { id, createdAt: one.created_at, amount, currency, reason, failure, ...word }
  })
  const own = new Set(operations.map((one) => one.stripe_id))
  const elsewhere = refunds
    .filter((refund) => !own.has(refund.stripe_id))
    .map(({ stripe_id: id, created_at: createdAt, amount, currency, status }): RefundRow => {
      return {
        id,
        createdAt,
        amount,
        currency,
        ...wordAtBank(status),
        reason: 'Made on Stripe’s own pages',
        failure: null,
      }
    })
  return [...asked, ...elsewhere].toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime())
}

/** A refund that Stripe took up fails at the customer's bank; one that it refused never was. */
function wordAtBank(status: string) {
  return wordOf(status === 'failed' ? 'undelivered' : status)
}

function wordOf(state: string): { tone: Tone; word: string } {
  return WORDS[state] ?? { tone: 'wait', word: state.replaceAll('_', ' ') }
}

const WORDS: Record<string, { tone: Tone; word: string }> = {
  pending: { tone: 'wait', word: 'On its way' },
  unknown: { tone: 'wait', word: 'Checking with Stripe' },
  succeeded: { tone: 'good', word: 'Done' },
  failed: { tone: 'bad', word: 'Refused' },
  undelivered: { tone: 'bad', word: 'Did not arrive' },
  canceled: { tone: 'off', word: 'Called off' },
  'not-sent': { tone: 'off', word: 'Never reached Stripe' },
}
