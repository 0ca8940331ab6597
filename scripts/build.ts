// Makes `dist/`: the server, the agent's single file, and the browser's assets. `--if-needed` does nothing while the
// sources are those of the last build. Two at once take turns, and `dist/` is replaced only by a whole new one.
import { readFileSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buildAll } from './build/steps.ts'
import { sourceStamp } from './build/source-stamp.ts'
import { ROOT, runInherited } from './run-program.ts'

const WORK = join(ROOT, '.tsbuild')
const DIST = join(ROOT, 'dist')
const STAMP = join(DIST, '.stamp')

const onlyIfNeeded = process.argv.includes('--if-needed')
await main().catch(sayAndFail)

async function main(): Promise<void> {
  if (process.argv.includes('--locked')) await buildLocked()
  else if (!onlyIfNeeded || !isFresh()) process.exitCode = await takeTurns()
}

/** The kernel's lock is gone with the process that holds it, so a build that was killed blocks nobody. */
async function takeTurns(): Promise<number> {
  await mkdir(WORK, { recursive: true })
  const again = [process.execPath, import.meta.filename, '--locked', ...process.argv.slice(2)]
  return runInherited(['flock', '--exclusive', join(WORK, 'lock'), ...again])
}

/** What a step said is worth reading; where in this script it was called is not. */
function sayAndFail(error: unknown): void {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

async function buildLocked(): Promise<void> {
  if (onlyIfNeeded && isFresh()) return
  const stamp = sourceStamp(ROOT)
  const started = performance.now()
  console.log('Building Turnpike ...')
  const fresh = join(WORK, 'dist')
  await rm(fresh, { recursive: true, force: true })
  await buildAll(fresh)
  await writeFile(join(fresh, '.stamp'), stamp)
  await replaceDist(fresh)
  console.log(`Built in ${((performance.now() - started) / 1000).toFixed(1)} s`)
}

async function replaceDist(fresh: string): Promise<void> {
  const old = join(WORK, 'dist.old')
  await rm(old, { recursive: true, force: true })
  await rename(DIST, old).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error // there is none before the first build
  })
  await rename(fresh, DIST)
  await rm(old, { recursive: true, force: true })
}

function isFresh(): boolean {
  try {
    return readFileSync(STAMP, 'utf8') === sourceStamp(ROOT)
  } catch {
    return false // no build yet
  }
}
