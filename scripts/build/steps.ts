// The steps of a build. They do not depend on each other and run at once, each writing its own part of `dist`.
import { createHash } from 'node:crypto'
import { cp, mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { build } from 'esbuild'
import { ROOT, runOrThrow } from '../run-program.ts'
import { buildAssets } from './assets.ts'

/** Builds everything into the folder `dist`, which is made. */
export async function buildAll(dist: string): Promise<void> {
  await mkdir(dist, { recursive: true })
  await Promise.all([
    compile(dist),
    copyData(dist),
    buildAgent(join(dist, 'agent.mjs')),
    buildAssets(join(dist, 'assets')),
  ])
}

/** One file for each source, without checking types: the types of outside packages are not installed in production. */
async function compile(dist: string): Promise<void> {
  const options = ['-p', 'tsconfig.build.json', '--outDir', dist, '--noCheck', '--types', '']
  await runOrThrow([join(ROOT, 'node_modules', '.bin', 'tsc'), ...options])
}

/** Files that modules read from beside themselves, such as the simulator's style sheet. */
async function copyData(dist: string): Promise<void> {
  for (const folder of ['src', 'sim']) {
    const entries = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true })
    for (const entry of entries) {
      if (!entry.isFile() || /\.tsx?$/.test(entry.name)) continue
      const path = join(entry.parentPath, entry.name)
      await cp(path, join(dist, path.slice(ROOT.length + 1)))
    }
  }
}

/** The agent is one file without packages, so that a node needs nothing but Node 20 and this file. */
async function buildAgent(outfile: string): Promise<void> {
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['src/agent/main.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    legalComments: 'none',
    logLevel: 'error',
  })
  const sum = createHash('sha256')
    .update(await readFile(outfile))
    .digest('hex')
  await mkdir(dirname(outfile), { recursive: true })
  await writeFile(`${outfile}.sha256`, `${sum}  ${basename(outfile)}\n`)
}
