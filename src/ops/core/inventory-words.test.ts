import { expect, test } from 'vitest'
import { keptIn, PERSONAL } from './data-inventory.ts'
import { erasureWords, untilWords } from './inventory-words.ts'

test.each([
  ['sessions', 'Until it ends, or until 30 minutes after its last use.', 'Deleted.'],
  [
    'stripe_events',
    'As long as the law on accounts asks. Its text: until 30 days after it came.',
    'Cleared: their text.',
  ],
  ['email_tokens', 'Until 1 day after its end.', 'Deleted.'],
  ['tickets', 'As long as the account exists. All of it: until 730 days after it was closed.', 'Deleted.'],
  ['trial_cards', 'As long as there is this shop.', 'Stays: so that a trial is given once for a card.'],
  ['payments', 'As long as the law on accounts asks.', 'Stays: it belongs to the books, under the account’s number.'],
])('%s', (table, until, erased) => {
  expect(untilWords(keptIn(table))).toBe(until)
  expect(erasureWords(keptIn(table))).toBe(erased)
})

test('every entry is said in whole sentences', () => {
  for (const kept of PERSONAL) {
    for (const text of [kept.what, kept.why, untilWords(kept), erasureWords(kept)]) {
      expect(text).toMatch(/^[A-Z“"].*\.$/)
      expect(text).not.toMatch(/undefined|\.\.|: $/)
    }
  }
})
