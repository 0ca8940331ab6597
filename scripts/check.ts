// Everything that can be checked without running the product. One line for each check; what a failed one said follows, and why one
// could not be made that needs the network, which is no failure.
import { join } from 'node:path'
import { checkAdvisories } from './check/advisories.ts'
import { checkImports } from './check/imports.ts'
import { secretsInHistory, secretsInTree } from './check/secrets.ts'
import { checkTexts } from './check/text-rules.ts'
import { readTree } from './check/tree.ts'
import { ROOT, run } from './run-program.ts'

/** What is wrong, as text; empty when nothing is. `unasked`: why that is not known. */
type Check = () => Promise<string | { unasked: string }>

function program(name: string, ...rest: string[]): Check {
  return async () => {
    const { code, output } = await run([join(ROOT, 'node_modules', '.bin', name), ...rest])
    return code === 0 ? '' : output.trim() || `exit ${code}`
  }
}

const checks: readonly [name: string, check: Check][] = [
  ['types', program('tsc', '-p', 'tsconfig.json')],
  ['lint', program('oxlint', '--type-aware', '--format', 'unix')],
  ['format', program('prettier', '--check', '--log-level', 'warn', '.')],
  ['unused code', program('knip', '--no-progress')],
  ['imports', async () => (await checkImports()).findings.join('\n')],
  ['house rules', () => Promise.resolve(checkTexts(readTree(ROOT)).join('\n'))],
  [
    'advisories',
    async () => {
      const found = await checkAdvisories(ROOT, new Date())
      return 'unasked' in found ? found : found.wrong.join('\n')
    },
  ],
  ['secrets', async () => [...secretsInTree(readTree(ROOT)), ...(await secretsInHistory(ROOT))].join('\n')],
]

let failed = 0
for (const [name, check] of checks) {
  const started = performance.now()
  const answer = await check()
  const isKnown = typeof answer === 'string'
  const wrong = isKnown ? answer : answer.unasked
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${!isKnown ? 'UNASKED' : wrong === '' ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`)
  if (wrong === '') continue
  if (isKnown) failed += 1
  console.log(wrong.replaceAll(/^/gm, '    '))
}
process.exitCode = failed === 0 ? 0 : 1
