// Money never passes through a float: every place of the money's features that makes a JavaScript number is known, with its reason.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../scripts/run-program.ts'

const MAKES_A_NUMBER = /\bparseFloat\b|\bNumber\(|\.toFixed\(|\bMath\.(?:round|floor|ceil|trunc)\(/

/** What stands on such a line, and why it is no float of money. */
const KNOWN: readonly [file: RegExp, line: RegExp, reason: string][] = [
  [/./, /detail = \{.*amount: Number\(amount\)/, 'told to the audit in whole minor units, which nothing counts with'],
  [/stripe(-publishing)?\.ts$/, /(amount|amount_off|unit_amount): Number\(/, 'Stripe takes whole minor units as JSON'],
  [/webhook-signature\.ts$/, /const time = Number/, 'an instant'],
  [/coupon\.ts$/, /percent: Number\(percent\)/, 'a whole per cent'],
  [/stripe-queries\.ts$/, /count: Number\(count\)/, 'a count'],
  [/coupon-queries\.ts$/, /Number\(row\.(count|used)/, 'a count'],
  [/shop-figures\.ts$/, /permille: whole === 0/, 'a share of counts'],
  [/overview\.ts$/, /Number\(row\.subscriptions\)/, 'a count'],
  [/./, /Math\.(floor|ceil)\(.*(getTime\(\)|looked|Date)/, 'an instant'],
]

test('no amount becomes a float', () => {
  const files = ['src/billing', 'src/affiliates'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  )
  const lines = files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .flatMap((file) =>
      readFileSync(join(ROOT, file), 'utf8')
        .split('\n')
        .map((line) => ({ file, line })),
    )
    .filter(({ line }) => MAKES_A_NUMBER.test(line))
  const known = ({ file, line }: { file: string; line: string }) =>
    KNOWN.some(([where, what]) => where.test(file) && what.test(line))
  expect(lines.length).toBeGreaterThan(5)
  expect(lines.filter((one) => !known(one))).toEqual([])
})
