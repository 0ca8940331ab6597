// The line of a reconciliation that runs, and that only a terminal is told of it.
import { expect, test } from 'vitest'
import type { Progress } from '../billing/reconcile-progress.ts'
import { openProgress, progressLine } from './progress-bar.ts'

const compared = { charge: 1200n, refund: 3n, dispute: 0n, subscription: 80n }
const comparing = (share: number): Progress => ({ doing: 'compare', share, compared })

test.each([
  [
    'nothing',
    comparing(0),
    `Comparing [${'-'.repeat(24)}]   0 %  1200 charges, 3 refunds, 0 disputes, 80 subscriptions`,
  ],
  ['half', comparing(0.5), `Comparing [${'#'.repeat(12)}${'-'.repeat(12)}]  50 %  1200 charges`],
  ['nearly all is not all', comparing(0.999), `Comparing [${'#'.repeat(23)}-]  99 %  1200 charges`],
  ['all', comparing(1), `Comparing [${'#'.repeat(24)}] 100 %  1200 charges`],
  ['more than all', comparing(1.5), `Comparing [${'#'.repeat(24)}] 100 %  1200 charges`],
  ['repairing', { doing: 'repair', done: 1, all: 4 }, `Repairing [######${'-'.repeat(18)}]  25 %  1 of 4 differences`],
  [
    'nothing to repair',
    { doing: 'repair', done: 0, all: 0 },
    `Repairing [${'#'.repeat(24)}] 100 %  0 of 0 differences`,
  ],
] as const)('%s', (_, progress, line) => {
  expect(progressLine(progress, 200)).toContain(line)
})

test('it is not wider than the terminal', () => {
  expect(progressLine(comparing(0.5), 40)).toHaveLength(39)
})

test.each([
  [true, ['\rRepairing', '\r\u001b[K']],
  [false, []],
])('on a terminal: %s', (isTTY, begins) => {
  const written: string[] = []
  const stream = { isTTY, columns: 80, write: (text: unknown) => written.push(String(text)) > 0 }
  const { tell, end } = openProgress(stream as Parameters<typeof openProgress>[0]) // write has more forms than are used
  tell({ doing: 'repair', done: 1, all: 2 })
  end()
  expect(written.map((text, at) => text.slice(0, begins[at]?.length))).toEqual(begins)
})
