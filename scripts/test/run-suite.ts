// Runs one suite by vitest and reads its report. A suite in which nothing ran, or that broke outside a test, has failed.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { z } from 'zod'
import { ROOT, run } from '../run-program.ts'
import type { Suite } from './suites.ts'

export interface Score {
  passed: number
  failed: number
  skipped: number
  /** What vitest said; only worth showing after a failure. */
  output: string
  /** File, name and first line of each test that failed. */
  failures: string[]
}

const Report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).nullish() }),
      ),
    }),
  ),
})

/** Runs `suite` to its end. `filters` choose files by part of their path. */
export async function runSuite(suite: Suite, filters: readonly string[]): Promise<Score> {
  const folder = await mkdtemp(join(tmpdir(), 'turnpike-report-'))
  const report = join(folder, 'report.json')
  try {
    const vitest = join(ROOT, 'node_modules', '.bin', 'vitest')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const argv = [vitest, 'run', '--project', suite.project, ...reporters, ...filters]
    const { code, output } = await run(argv, { ...process.env, ...suite.environment })
    const counts = await readReport(report)
    const broke = code !== 0 && counts.failed === 0
    const empty = counts.passed + counts.failed === 0
    const outside = broke || empty ? ['outside of its tests: see above'] : []
    return { ...counts, failed: counts.failed + outside.length, failures: [...counts.failures, ...outside], output }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Without a report (vitest itself broke) nothing is known to have passed. */
async function readReport(path: string) {
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return { passed: 0, failed: 0, skipped: 0, failures: [] }
  const report = Report.parse(JSON.parse(text))
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: failuresIn(report),
  }
}

function failuresIn({ testResults }: z.infer<typeof Report>): string[] {
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => {
        const [why = ''] = (failureMessages?.[0] ?? '').split('\n')
        return `${relative(ROOT, name)}: ${fullName}: ${why}`
      }),
  )
}
