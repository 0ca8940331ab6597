// Who the database runs as. PostgreSQL refuses to run as root, so root hands it to a system user; anybody else runs it
// as themselves. Data that exists already decides: it is served by the user who owns it.
import { statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { runProgram } from './program.ts'

export interface RunAs {
  uid: number
  gid: number
  /** Arguments for setpriv so that a program runs as this user; none when we are this user. */
  switches: readonly string[]
}

const DEDICATED_USER = 'turnpike-pg'

/**
 * The user for the cluster in `clusterDir` (which need not exist yet). As root: the owner of existing data, else the
 * system's `postgres`, else a user made for this. Throws when the data belongs to somebody we cannot become.
 */
export async function chooseRunAs(clusterDir: string): Promise<RunAs> {
  const owner = statSync(clusterDir, { throwIfNoEntry: false })
  const uid = process.getuid?.() ?? -1
  const gid = process.getgid?.() ?? -1
  if (uid !== 0) {
    if (owner && owner.uid !== uid) {
      throw new Error(`the database in ${clusterDir} belongs to user ${owner.uid}: start as that user or as root`)
    }
    return { uid, gid, switches: [] }
  }
  const chosen = owner ?? (await findUser('postgres')) ?? (await dedicatedUser())
  if (chosen.uid === 0) throw new Error(`${clusterDir} belongs to root, and PostgreSQL never runs as root`)
  const switches = [`--reuid=${chosen.uid}`, `--regid=${chosen.gid}`, '--clear-groups']
  return { uid: chosen.uid, gid: chosen.gid, switches }
}

async function findUser(name: string) {
  const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find((entry) => entry.startsWith(`${name}:`))
  const [, , uid, gid] = line?.split(':') ?? []
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : null
}

async function dedicatedUser() {
  const existing = await findUser(DEDICATED_USER)
  if (existing) return existing
  const made = await runProgram('useradd', [
    '--system',
    '--user-group',
    '--no-create-home',
    '--shell=/usr/sbin/nologin',
    DEDICATED_USER,
  ])
  const user = await findUser(DEDICATED_USER)
  if (user) return user
  throw new Error(`no system user to run PostgreSQL as; make one named ${DEDICATED_USER} (${made.output.trim()})`)
}
