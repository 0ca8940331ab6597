// Money never passes through a float: every place of the source that makes a JavaScript number, or divides by a hundred, is known, with its
// reason. What has no money at all is named as a folder or a file.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../scripts/run-program.ts'

const MAKES_A_NUMBER = /\bparseFloat\b|\bNumber\(|\.toFixed\(|\bMath\.(?:round|floor|ceil|trunc)\(|\/ 100\b/

/** What stands on such a line, and why it is no float of money. */
const KNOWN: readonly [file: RegExp, line: RegExp, reason: string][] = [
  [/^src\/(agent|vpn|db|lib|accounts)\//, /./, 'stands apart from money, or before it, and knows none'],
  [/^src\/ops\/(doctor|public-address|kept-queries)\.ts$/, /./, 'ports, disks and counts of rows'],
  [/node-card-view\.tsx$/, /offset/, 'a length of time'],
  [/^src\/web\/(assets|kit)\//, /^(?!.*(amount|price|money))/i, 'how pages travel: lengths, times, statuses'],
  [/./, /detail = \{.*amount: Number\(amount\)/, 'told to the audit in whole minor units, which nothing counts with'],
  [/stripe(-publishing)?\.ts$/, /(amount|amount_off|unit_amount): Number\(/, 'Stripe takes whole minor units as JSON'],
  [
    /core\/money\.ts$/,
    /const number = Number\(amount\)/,
    'whole minor units as JSON, refused where no number holds them',
  ],
  [/cli\/print\.ts$/, /Number\(item\)/, 'the same for what commands print'],
  [
    /(overview|affiliate)-view\.tsx$/,
    /value: .*Number\((row\.)?amount\)/,
    'how high a bar is; the amount stands beside it',
  ],
  [/config\.ts$/, /rateBp: Number\(hundredths/, 'a rate in hundredths of a per cent'],
  [/affiliates\/core\/terms\.ts$/, /rateBp \/ 100/, 'a rate, for people to read'],
  [/webhook-signature\.ts$/, /const time = Number/, 'an instant'],
  [/coupon\.ts$/, /percent: Number\(percent\)/, 'a whole per cent'],
  [/queries\.ts$/, /Number\((count|row\.count|row\.used)/, 'a count'],
  [/shop-figures\.ts$/, /permille: whole === 0/, 'a share of counts'],
  [/overview\.ts$/, /Number\(row\.subscriptions\)/, 'a count'],
  [/api\/v1\/staff\.ts$/, /Number\(run\.(compared|foreign)\)/, 'counts of objects'],
  [/api\/v1\/shapes\.ts$/, /Number\(device\.(received|sent)\)/, 'bytes'],
  [/portal\/offers\.ts$/, /Number\(b\.currency === currency\)/, 'an order'],
  [/portal\/privacy\.tsx$/, /seconds|leaseSeconds/i, 'lengths of time'],
  [/api\/probes\.ts$/, /uptime/, 'a length of time'],
  [/cli\/progress-bar\.ts$/, /whole \* (CELLS|100)/, 'a share of time'],
  [/cli\/simulator-action\.ts$/, /\? Number\(text\) : NaN/, 'a share from 0 to 1, for the simulator'],
  [/ops\/audit-restored\.ts$/, /Number\(rows\.(from|to)\)/, 'numbers of rows'],
  [/./, /Math\.(floor|ceil)\(.*(getTime\(\)|looked|Date)/, 'an instant'],
]

test('no amount becomes a float', () => {
  const lines = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .map((name) => `src/${name}`)
    .filter((file) => /\.tsx?$/.test(file) && !file.includes('.test.'))
    .flatMap((file) =>
      readFileSync(join(ROOT, file), 'utf8')
        .split('\n')
        .map((line) => ({ file, line })),
    )
    .filter(({ line }) => MAKES_A_NUMBER.test(line))
  const known = ({ file, line }: { file: string; line: string }) =>
    KNOWN.some(([where, what]) => where.test(file) && what.test(line))
  expect(lines.length).toBeGreaterThan(50)
  expect(lines.filter((one) => !known(one))).toEqual([])
  for (const [file, line, reason] of KNOWN) {
    expect(
      lines.some((one) => file.test(one.file) && line.test(one.line)),
      reason,
    ).toBe(true)
  }
})
