// Everything that can be checked without running the product. One line for each check; what a failed one said follows.
import { join } from 'node:path'
import { checkImports } from './check/imports.ts'
import { secretsInHistory, secretsInTree } from './check/secrets.ts'
import { checkTexts } from './check/text-rules.ts'
import { readTree } from './check/tree.ts'
import { ROOT, run } from './run-program.ts'

/** What is wrong, as text; empty when nothing is. */
type Check = () => Promise<string>

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
  ['secrets', async () => [...secretsInTree(readTree(ROOT)), ...(await secretsInHistory(ROOT))].join('\n')],
]

let failed = 0
for (const [name, check] of checks) {
  const started = performance.now()
  const wrong = await check()
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${wrong === '' ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`)
  if (wrong === '') continue
  failed += 1
  console.log(wrong.replaceAll(/^/gm, '    '))
}
process.exitCode = failed === 0 ? 0 : 1
