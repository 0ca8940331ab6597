import { expect, test } from 'vitest'
import { evidenceText, type EvidenceFacts } from './evidence.ts'

const day = (number: number) => new Date(Date.UTC(2026, 2, number, 9, 30))
const facts: EvidenceFacts = {
  dispute: {
    amount: 1000n,
    currency: 'usd',
    reason: 'fraudulent',
    chargeId: 'ch_2',
    invoiceId: 'in_2',
    paidAt: day(20),
  },
  card: { id: 'acct_1', email: 'ana@example.com', emailVerifiedAt: day(2), createdAt: day(1) },
  devices: [{ name: 'Phone', protocol: 'wireguard', createdAt: day(3), lastSeen: day(19) }],
  payments: [
    { amount: 1000n, currency: 'usd', status: 'succeeded', refunded: 0n, createdAt: day(20) },
    { amount: 900n, currency: 'usd', status: 'succeeded', refunded: 100n, createdAt: day(3) },
    { amount: 900n, currency: 'usd', status: 'failed', refunded: 0n, createdAt: day(2) },
  ],
  mails: [{ subject: 'Receipt: $10.00 for Pro', createdAt: day(20), sentAt: day(20) }],
}

test('every fact stands with its time, the disputed payment not among the earlier ones', () => {
  const text = evidenceText(facts)
  for (const words of [
    'Signed up: 2026-03-01 09:30 UTC',
    'confirmed by a link sent to it: 2026-03-02 09:30 UTC',
    'Disputed payment: $10.00 on 2026-03-20 09:30 UTC, charge ch_2',
    'Invoice: in_2',
    'Earlier payments of the same customer: $9.00 on 2026-03-03 09:30 UTC, $1.00 refunded\n',
    '- Phone (wireguard), added 2026-03-03 09:30 UTC, last connected 2026-03-19 09:30 UTC',
    '- 2026-03-20 09:30 UTC: Receipt: $10.00 for Pro',
  ])
    expect(text).toContain(words)
})

test('what is not there is said, not left out', () => {
  const text = evidenceText({ ...facts, devices: [], payments: [], mails: [] })
  expect(text.match(/^- none$/gm)).toHaveLength(2)
  expect(text).toContain('Earlier payments of the same customer: none')
})
