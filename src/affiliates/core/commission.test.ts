import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { commissionState, entriesFor, keptOf, netOf, owedFor } from './commission.ts'

const usd = (amount: bigint) => ({ amount, currency: 'usd' })

describe('what is owed', () => {
  test.each([
    ['all of it stayed', 1000n, 1000n, 2000, 200n],
    ['a quarter went back', 1000n, 750n, 2000, 150n],
    ['nothing stayed', 1000n, 0n, 2000, 0n],
    ['is rounded down', 999n, 999n, 2000, 199n],
    ['a yen', 1n, 1n, 2000, 0n],
    ['half a percent', 10_000n, 10_000n, 50, 50n],
  ])('%s', (_, paid, kept, rateBp, owed) => {
    expect(owedFor({ base: paid, rateBp, paid, kept, isOwnCard: false })).toBe(owed)
  })

  test('tax earns nothing, and a refund takes its share of what is net', () => {
    const base = netOf({ amount: 1200n, tax: 200n })
    expect(base).toBe(1000n)
    expect(owedFor({ base, rateBp: 2000, paid: 1200n, kept: 1200n, isOwnCard: false })).toBe(200n)
    expect(owedFor({ base, rateBp: 2000, paid: 1200n, kept: 600n, isOwnCard: false })).toBe(100n)
  })

  test("one's own card earns nothing", () => {
    expect(owedFor({ base: 1000n, rateBp: 2000, paid: 1000n, kept: 1000n, isOwnCard: true })).toBe(0n)
  })
})

test.each([
  ['nothing happened', 0n, [], 1000n],
  ['a refund in part', 300n, [], 700n],
  ['a refund and a dispute of the rest', 300n, [{ ...usd(700n), status: 'lost' }], 0n],
  ['a refund and a dispute of all', 300n, [{ ...usd(1000n), status: 'needs_response' }], 0n],
  ['a dispute that was won', 0n, [{ ...usd(1000n), status: 'won' }], 1000n],
  ['an inquiry', 0n, [{ ...usd(1000n), status: 'warning_needs_response' }], 1000n],
  ['one headed off', 0n, [{ ...usd(1000n), status: 'prevented' }], 1000n],
  ['a dispute in another currency', 0n, [{ amount: 9n, currency: 'eur', status: 'under_review' }], 0n],
])('kept: %s', (_, refunded, disputes, kept) => {
  expect(keptOf({ ...usd(1000n), refunded }, disputes)).toBe(kept)
})

const payment = fc
  .record({ paid: fc.bigInt({ min: 1n, max: 10n ** 12n }), taxShare: fc.integer({ min: 0, max: 100 }) })
  .map(({ paid, taxShare }) => ({ paid, base: netOf({ amount: paid, tax: (paid * BigInt(taxShare)) / 100n }) }))
const share = fc.bigInt({ min: 0n, max: 10_000n })
const rateBp = fc.integer({ min: 0, max: 10_000 })

test('whatever comes and goes, in whatever order, entries add up to the share of what stayed', () => {
  fc.assert(
    fc.property(payment, rateBp, fc.array(share, { maxLength: 12 }), ({ paid, base }, rate, shares) => {
      const facts = (kept: bigint) => ({ base, rateBp: rate, paid, kept, isOwnCard: false })
      let standing: bigint | null = null
      let least = 0n
      for (const part of shares) {
        const kept = (paid * part) / 10_000n
        for (const { kind, amount } of entriesFor(facts(kept), standing)) {
          expect(kind === 'reversal').toBe(amount < 0n)
          expect(kind === 'accrual').toBe(standing === null)
          standing = (standing ?? 0n) + amount
          least = standing < least ? standing : least
        }
        const sum = standing ?? 0n
        expect(sum).toBe(owedFor(facts(kept)))
        expect(sum <= base).toBe(true)
        expect(sum * 10_000n <= base * BigInt(rate)).toBe(true)
        expect(entriesFor(facts(kept), standing)).toEqual([]) // looking again adds nothing, even where the share is nothing
      }
      expect(least).toBe(0n)
    }),
  )
})

test("a card that turns out to be the affiliate's own takes all of it back", () => {
  const facts = { base: 1000n, rateBp: 2000, paid: 1000n, kept: 1000n, isOwnCard: true }
  expect(entriesFor(facts, null)).toEqual([])
  expect(entriesFor(facts, 200n)).toEqual([{ kind: 'reversal', amount: -200n }])
})

test.each([
  ['held', 200n, 0n, -1],
  ['payable', 200n, 0n, 1],
  ['paid', 200n, 200n, 1],
  ['payable', 0n, 200n, 1],
  ['reversed', 0n, 0n, -1],
] as const)('%s: %d owed, %d paid out', (state, net, paidOut, days) => {
  const now = new Date('2026-11-24T00:00:00Z')
  const holdUntil = new Date(now.getTime() - days * 86_400_000)
  expect(commissionState({ net, paidOut, holdUntil }, now)).toBe(state)
})
