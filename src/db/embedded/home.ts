// Where the embedded database lives: DATA_DIR/postgres, holding `data` (the cluster) and `socket`. Only the database's
// user and root can enter. When that user cannot reach DATA_DIR (root's private home), the folder lies in /var/lib and
// DATA_DIR/postgres is a link to it, so that the next start, even of a moved DATA_DIR, finds the same data.
import { existsSync } from 'node:fs'
import { chmod, chown, lstat, mkdir, mkdtemp, realpath, stat, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { runProgram } from './program.ts'
import type { RunAs } from './run-as.ts'

const SYSTEM_DIR = '/var/lib/turnpike'

/**
 * The cluster folder as it stands, existing or not. A `postgres` link that leads nowhere is an error: a fresh empty
 * database in its place would look like lost data.
 */
export async function locateCluster(dataDir: string): Promise<string> {
  const home = join(dataDir, 'postgres')
  if (existsSync(home)) return join(await realpath(home), 'data')
  const isLink = await lstat(home).then(
    () => true,
    () => false,
  )
  if (isLink) throw new Error(`${home} is a link to a folder that is not there`)
  return join(home, 'data')
}

/** Makes the database's folder where `runAs` can reach it, and returns its real path. */
export async function openHome(dataDir: string, runAs: RunAs, log: (line: string) => void): Promise<string> {
  const link = join(dataDir, 'postgres')
  if (existsSync(link)) {
    const home = await realpath(link)
    if (await reachable(runAs, home, dataDir)) return home
    throw new Error(
      `user ${runAs.uid}, who owns the database, cannot reach ${home}: check the modes of the folders above`,
    )
  }
  if (await reachable(runAs, dataDir, dataDir)) {
    await makePrivate(link, runAs)
    return link
  }
  await mkdir(SYSTEM_DIR, { recursive: true, mode: 0o755 })
  const home = await mkdtemp(join(SYSTEM_DIR, 'postgres-'))
  await chown(home, runAs.uid, runAs.gid)
  await symlink(home, link)
  log(`${dataDir} is closed to the database's user, so the database lies in ${home}`)
  return home
}

/** Makes `folder` if need be, for the database's user alone. */
export async function makePrivate(folder: string, runAs: RunAs): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chown(folder, runAs.uid, runAs.gid)
}

/** Whether `runAs` can enter `folder`, if need be after letting its group pass through a closed DATA_DIR of root's. */
async function reachable(runAs: RunAs, folder: string, dataDir: string): Promise<boolean> {
  if (runAs.switches.length === 0) return true
  if (await canEnter(runAs, folder)) return true
  await letGroupThrough(dataDir, runAs)
  return canEnter(runAs, folder)
}

async function canEnter(runAs: RunAs, folder: string): Promise<boolean> {
  const { code } = await runProgram('test', ['-x', folder], { switches: runAs.switches })
  return code === 0
}

async function letGroupThrough(folder: string, runAs: RunAs): Promise<void> {
  const { uid, mode } = await stat(folder)
  if (uid !== 0 || (mode & 0o077) !== 0) return
  await chown(folder, uid, runAs.gid)
  await chmod(folder, (mode & 0o700) | 0o010)
}
