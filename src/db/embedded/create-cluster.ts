// Makes the database cluster once. It appears under its name only when whole, so a first start that was killed half
// way leaves nothing that a later start could mistake for data.
import { existsSync } from 'node:fs'
import { readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Binaries } from './binaries.ts'
import { makePrivate } from './home.ts'
import { runOrThrow } from './program.ts'
import type { RunAs } from './run-as.ts'

/** What the PostgreSQL programs of this package can read. */
const MAJOR_VERSION = '18'

/** The role that owns the server; the product itself connects as a lesser one. */
export const SERVER_ROLE = 'postgres'

const LONGEST_MAKING_MS = 600_000

/** Runs initdb unless the cluster exists; throws when it was made by another major version. */
export async function ensureCluster(clusterDir: string, binaries: Binaries, runAs: RunAs): Promise<void> {
  const versionFile = join(clusterDir, 'PG_VERSION')
  if (existsSync(versionFile)) {
    const version = (await readFile(versionFile, 'utf8')).trim()
    if (version === MAJOR_VERSION) return
    throw new Error(`${clusterDir} was made by PostgreSQL ${version}; this Turnpike brings ${MAJOR_VERSION}`)
  }
  const fresh = `${clusterDir}.new`
  await rm(fresh, { recursive: true, force: true })
  await makePrivate(fresh, runAs)
  const limits = { cwd: dirname(clusterDir), timeoutMs: LONGEST_MAKING_MS }
  await runOrThrow(binaries.initdb, initdbArguments(fresh), { ...limits, switches: runAs.switches })
  await rename(fresh, clusterDir)
}

/** The built-in provider sorts the same on every machine, whatever its C library and locales. */
function initdbArguments(folder: string): string[] {
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--encoding=UTF8']
  const auth = ['--auth-local=trust', '--auth-host=reject']
  return ['-D', folder, '-U', SERVER_ROLE, '--data-checksums', ...locale, ...auth]
}
