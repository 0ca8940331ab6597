import { expect, test } from 'vitest'
import { codeOf, matchingStep, newTotpSecret, otpauthLink, stepAt } from './totp.ts'

const RFC = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ' // '12345678901234567890', RFC 6238, appendix B

test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])('at second %d the code is %s', (second, code) => {
  expect(codeOf(RFC, stepAt(new Date(second * 1000)))).toBe(code)
})

test.each([
  [-2, false],
  [-1, true],
  [0, true],
  [1, true],
  [2, false],
])('14: the code of step %d beside now is taken: %s', (beside, taken) => {
  const now = new Date('2026-11-24T06:00:10Z')
  const step = stepAt(now) + beside
  expect(matchingStep(RFC, codeOf(RFC, step), now)).toBe(taken ? step : null)
})

test('what is no code of six digits matches nothing', () => {
  const now = new Date('2026-11-24T06:00:10Z')
  for (const text of ['', '12345', '1234567', 'abcdef', '١٢٣']) expect(matchingStep(RFC, text, now)).toBeNull()
})

test('a secret has 160 bits, and its link names the account', () => {
  expect(newTotpSecret()).toMatch(/^[A-Z2-7]{32}$/)
  expect(newTotpSecret()).not.toBe(newTotpSecret())
  const link = new URL(otpauthLink(RFC, 'ana+1@example.com', 'vpn.example.com'))
  expect(link.searchParams.get('secret')).toBe(RFC)
  expect(decodeURIComponent(link.pathname)).toBe('/Turnpike (vpn.example.com):ana+1@example.com')
})
