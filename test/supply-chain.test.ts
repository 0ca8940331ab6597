// What comes from elsewhere: pinned, checked by its hash, run by nobody at install time, and listed.
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { ROOT } from '../scripts/run-program.ts'

const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({ version: z.string().optional(), integrity: z.string().optional(), inBundle: z.boolean().optional() }),
  ),
})
const Manifest = z.object({
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
  optionalDependencies: z.record(z.string(), z.string()),
})
const Bom = z.object({
  bomFormat: z.literal('CycloneDX'),
  components: z.array(z.object({ name: z.string(), version: z.string() })),
})
const read = (name: string) => readFileSync(`${ROOT}/${name}`, 'utf8')

test('every package of the lock file has its hash, or comes inside one that has', () => {
  const { packages } = Lock.parse(JSON.parse(read('package-lock.json')))
  const all = Object.entries(packages).filter(([path]) => path !== '')
  expect(all.length).toBeGreaterThan(100)
  expect(all.filter(([, one]) => !one.inBundle && !one.integrity?.startsWith('sha512-')).map(([path]) => path)).toEqual(
    [],
  )
})

test('every dependency is pinned, and none runs a program when it is installed', () => {
  const { dependencies, devDependencies, optionalDependencies } = Manifest.parse(JSON.parse(read('package.json')))
  const all = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
  expect(all.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([])
  expect(read('.npmrc')).toMatch(/^ignore-scripts=true$/m)
})

test('`npm run sbom` lists what an installation runs on', { timeout: 60_000 }, async () => {
  const argv = ['run', '--silent', 'sbom']
  const { stdout } = await promisify(execFile)('npm', argv, { cwd: ROOT, maxBuffer: 32 << 20 })
  const listed = new Set(Bom.parse(JSON.parse(stdout)).components.map(({ name, version }) => `${name}@${version}`))
  const { dependencies } = Manifest.parse(JSON.parse(read('package.json')))
  expect(Object.entries(dependencies).filter(([name, version]) => !listed.has(`${name}@${version}`))).toEqual([])
})
