// The folder of the database's unix socket. Whoever can enter it can use the database, so only the database's user and
// root can. A socket's path may have 107 bytes (unix(7)); where DATA_DIR is too long for that, the socket lies in a
// fresh private folder under /tmp and `socket` is a link to it, so that the next start can tidy up after a kill -9.
import { chown, lstat, mkdtemp, readlink, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { makePrivate } from './home.ts'
import type { RunAs } from './run-as.ts'

const LONGEST_SOCKET_PATH = 107
const SHORT_FOLDER = '/tmp/turnpike-'

/** Makes the socket folder of the database in `home`, fresh when it has to be under /tmp. */
export async function openSocketFolder(home: string, runAs: RunAs): Promise<string> {
  const folder = join(home, 'socket')
  await removeSocketFolder(home)
  if (Buffer.byteLength(join(folder, '.s.PGSQL.5432.lock')) <= LONGEST_SOCKET_PATH) {
    await makePrivate(folder, runAs)
    return folder
  }
  const short = await mkdtemp(SHORT_FOLDER)
  await chown(short, runAs.uid, runAs.gid)
  await symlink(short, folder)
  return short
}

/** Removes the socket folder, and what it links to if that is one of ours. */
export async function removeSocketFolder(home: string): Promise<void> {
  const folder = join(home, 'socket')
  const found = await lstat(folder).catch(() => null)
  if (found?.isSymbolicLink()) {
    const short = await readlink(folder)
    if (/^\/tmp\/turnpike-[A-Za-z0-9]{6}$/.test(short)) await rm(short, { recursive: true, force: true })
  }
  await rm(folder, { recursive: true, force: true })
}
