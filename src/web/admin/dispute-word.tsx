// A dispute's state in a word, the same on the list and on its page.
import { StateWord, type Tone } from '../kit/components/state-word.tsx'

export interface DisputeRow {
  id: string
  chargeId: string
  amount: bigint
  currency: string
  status: string
  reason: string | null
  dueBy: Date | null
  createdAt: Date
  payment: string
  invoiceId: string | null
  paidAt: Date
  account: string
  email: string
}

const WORDS: Record<string, { tone: Tone; word: string }> = {
  needs_response: { tone: 'bad', word: 'Needs an answer' },
  under_review: { tone: 'wait', word: 'The bank decides' },
  appeal_needs_response: { tone: 'bad', word: 'Appeal: needs an answer' },
  appeal_under_review: { tone: 'wait', word: 'Appeal: the bank decides' },
  warning_needs_response: { tone: 'wait', word: 'Inquiry: answer it' },
  warning_under_review: { tone: 'wait', word: 'Inquiry: the bank decides' },
  warning_closed: { tone: 'good', word: 'Inquiry closed' },
  won: { tone: 'good', word: 'Won' },
  lost: { tone: 'off', word: 'Lost' },
  prevented: { tone: 'good', word: 'Prevented' },
}

export function needsAnswer({ status }: Pick<DisputeRow, 'status'>): boolean {
  return status.endsWith('needs_response')
}

export function DisputeWord({ dispute, now }: { dispute: DisputeRow; now: Date }) {
  const { tone, word } = WORDS[dispute.status] ?? { tone: 'info', word: dispute.status.replaceAll('_', ' ') }
  const isLate = needsAnswer(dispute) && dispute.dueBy !== null && dispute.dueBy < now
  return isLate ? <StateWord tone="bad" word="Too late to answer" /> : <StateWord tone={tone} word={word} />
}
