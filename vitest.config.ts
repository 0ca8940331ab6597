// The suites. Each may be run alone: `vitest run --project journeys`. Suites that need PostgreSQL get one server per run.
import { defineConfig } from 'vitest/config'

const postgres = ['test/support/postgres-setup.ts']
const SECOND = 1000

/** A suite whose files may run beside each other, on the two processors a small machine has. */
function suite(name: string, include: string[], seconds: number, globalSetup: string[] = []) {
  const testTimeout = seconds * SECOND
  return { test: { name, include, globalSetup, testTimeout, hookTimeout: Math.max(testTimeout, 60 * SECOND) } }
}

/** A suite whose files would disturb each other's timing or share a machine-wide thing, so they take turns. */
function oneByOne(name: string, include: string[], seconds: number, globalSetup: string[] = []) {
  const { test } = suite(name, include, seconds, globalSetup)
  return { test: { ...test, fileParallelism: false } }
}

// The tool that reads this file takes its default export and nothing else.
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    allowOnly: false,
    expect: { poll: { timeout: 15 * SECOND } },
    projects: [
      suite(
        'unit',
        ['{src,sim,scripts}/**/*.test.{ts,tsx}', 'test/*.test.ts', 'test/support/**/*.test.ts'],
        30,
        postgres,
      ),
      suite('journeys', ['test/journeys/**/*.test.{ts,tsx}'], 60, postgres),
      suite('security', ['test/security/**/*.test.{ts,tsx}'], 60, postgres),
      oneByOne('fuzz', ['test/fuzz/**/*.test.ts'], 300, postgres),
      oneByOne('crash', ['test/crash/**/*.test.ts'], 300, postgres),
      suite('schema', ['test/schema/**/*.test.ts'], 60, postgres),
      suite('simulator', ['test/simulator/**/*.test.ts'], 60),
      oneByOne('duels', ['test/duels/**/*.test.ts'], 3600, postgres),
      oneByOne('books', ['test/books/**/*.test.ts'], 900, postgres),
      oneByOne('model', ['test/model/**/*.test.ts'], 3600, postgres),
      suite('permutations', ['test/permutations/**/*.test.ts'], 300, postgres),
      oneByOne('browser', ['test/browser/**/*.test.{ts,tsx}'], 600, postgres),
      oneByOne('vpn', ['test/vpn/**/*.test.ts'], 120, postgres),
      oneByOne('start', ['test/start/**/*.test.ts'], 180),
    ],
  },
})
