// The shape of the source as a test: the import rules hold and were really applied, and importing starts nothing.
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { checkImports } from '../scripts/check/imports.ts'
import { ROOT } from '../scripts/run-program.ts'

/** Fewer would mean that the checker no longer reads TypeScript. */
const LEAST_MODULES = 150

test('every import is on the allow-list, and every module was read', { timeout: 60_000 }, async () => {
  const { findings, seen, present } = await checkImports()
  expect(findings).toEqual([])
  expect(seen).toBe(present)
  expect(seen).toBeGreaterThan(LEAST_MODULES)
})

test('one file of the server starts programs, and one of the agent', () => {
  const starters = ['src', 'sim'].flatMap((folder) =>
    readdirSync(`${ROOT}/${folder}`, { recursive: true, encoding: 'utf8' })
      .map((name) => `${folder}/${name}`)
      .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path))
      .filter((path) => /from '(node:)?(child_process|cluster)'/.test(readFileSync(`${ROOT}/${path}`, 'utf8'))),
  )
  expect(starters).toEqual(['src/agent/run.ts', 'src/db/embedded/program.ts'])
})

/** Programs do their work when they are started, that is imported; browser modules need a browser. */
const STARTS_BY_DESIGN = /^src\/(cli|agent)\/main\.ts$|^src\/web\/assets\//

test('importing every module leaves nothing open and starts nothing', { timeout: 60_000 }, async () => {
  const modules = ['src', 'sim']
    .flatMap((folder) =>
      readdirSync(`${ROOT}/${folder}`, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
    )
    .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path) && !STARTS_BY_DESIGN.test(path))
  // In a process of its own: it comes to `beforeExit` only when nothing keeps it alive; else the limit ends it.
  const program = `
    for (const path of ${JSON.stringify(modules)}) await import('${ROOT}/' + path)
    process.on('beforeExit', () => process.stdout.write('ended by itself'))`
  const argv = ['--import', 'tsx', '--input-type=module', '--eval', program]
  const { stdout } = await promisify(execFile)(process.execPath, argv, { cwd: ROOT, timeout: 50_000 })
  expect(modules.length).toBeGreaterThan(LEAST_MODULES)
  expect(stdout).toBe('ended by itself')
})
