// The table of test/journeys/README.md against the tree: each failure that integrations of Stripe are known for has a test there is.
import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../scripts/run-program.ts'

const files = new Map(
  globSync('test/**/*.test.ts', { cwd: ROOT }).map((path) => [basename(path), readFileSync(`${ROOT}/${path}`, 'utf8')]),
)
const rows = readFileSync(`${ROOT}/test/journeys/README.md`, 'utf8')
  .split('\n')
  .filter((line) => /^\| .* \|$/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .filter(([, what = '']) => !/^-+$|^what goes wrong$/.test(what))
  .map(([, what = '', shown = '']) => ({ what, proofs: shown.split(' / ') }))

test('each has a row', () => expect(rows.length).toBeGreaterThanOrEqual(26))

test.each(rows)('$what', ({ proofs }) => {
  for (const proof of proofs) {
    const [, file = '', title = ''] = /^`([\w.-]+)`(?:: (.+))?$/.exec(proof) ?? []
    expect(files.get(file), proof).toContain(title)
  }
})
