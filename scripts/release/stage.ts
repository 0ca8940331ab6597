// What is in a release archive: the build without its maps, what runs it, and what an operator reads. Not the simulator, the demo,
// the sources or the tests: production has nothing that it does not need.
import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buildAll } from '../build/steps.ts'
import { ROOT } from '../run-program.ts'

const TAKEN = [
  'CHANGELOG.md',
  'README.md',
  'db/migrations',
  'deploy',
  'docs/operate',
  'docs/runbooks',
  'docs/security',
  'package-lock.json',
  'package.json',
  'turnpike',
  '.npmrc',
]
/** Of the build. */
const LEFT_OUT = ['sim', 'src/cli/run-demo.js']

/** Makes the folder, with a build of its own. */
export async function stage(folder: string, bom: string): Promise<void> {
  const dist = join(folder, 'dist')
  await mkdir(folder, { recursive: true })
  await buildAll(dist)
  for (const path of LEFT_OUT) await rm(join(dist, path), { recursive: true })
  for (const path of TAKEN) await cp(join(ROOT, path), join(folder, path), { recursive: true })
  await writeFile(join(folder, 'sbom.cdx.json'), bom)
}
