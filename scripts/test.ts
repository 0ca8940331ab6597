// `npm test`: everything. `npm test -- unit vpn` runs those suites; `npm test -- check` the checks alone. A word that is
// no suite chooses test files by their path. Before the last line, which counts the tests, stands what failed; the exit status is 0 only
// when all passed.
import { join } from 'node:path'
import { ROOT, runInherited } from './run-program.ts'
import { runSuite } from './test/run-suite.ts'
import { SUITES } from './test/suites.ts'
import { ensureTools } from './test/system-tools.ts'

const words = process.argv.slice(2)
const named = SUITES.filter(({ name }) => words.includes(name))
const filters = words.filter((word) => word !== 'check' && !SUITES.some(({ name }) => name === word))
const everything = words.length === 0
const suites = everything || (named.length === 0 && filters.length > 0) ? SUITES : named
const total = { passed: 0, failed: 0, skipped: 0 }
const failures: string[] = []

await ensureTools(suites)
if (everything || words.includes('check')) await script('check')
await script('build', '--if-needed')
for (const suite of suites) {
  const started = performance.now()
  const score = await runSuite(suite, filters)
  const seconds = Math.round((performance.now() - started) / 1000)
  const { passed, failed, skipped } = score
  failures.push(...score.failures.map((failure) => `FAILED ${suite.name}: ${failure}`))
  const counts = `${passed} passed, ${failed} failed, ${skipped} skipped (${seconds} s)`
  console.log(`${failed === 0 ? 'ok    ' : 'FAILED'} ${suite.name}: ${counts}`)
  if (failed > 0) console.log(score.output)
  total.passed += passed
  total.failed += failed
  total.skipped += skipped
}
for (const failure of failures) console.log(failure)
console.log(`Tests: ${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
if (total.failed > 0 || total.skipped > 0 || (total.passed === 0 && suites.length > 0)) process.exitCode = 1

/** Runs another script; its failure fails the run, but the suites still tell what they know. */
async function script(name: string, ...rest: string[]): Promise<void> {
  const code = await runInherited([process.execPath, join(ROOT, 'scripts', `${name}.ts`), ...rest])
  if (code === 0) return
  console.log(`FAILED ${name}`)
  process.exitCode = 1
}
