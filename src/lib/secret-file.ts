// A secret that is read from a file. Invariant: what others can change, or read where everybody can look, is not taken.
// Decided: a group may read it (`root:turnpike 0640` is how a service gets one), nobody else may write it, and the world may read it
// only where it cannot get to: behind a folder that is closed, or in a file system in memory that a manager of services or
// containers has put there, since those give files mode 0444 (Kubernetes secrets, Docker secrets) or a closed folder (systemd
// credentials). The shared folders in memory are none of these.
import { readFileSync, realpathSync, statfsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

const WRITABLE_BY_OTHERS = 0o022
const READABLE_BY_ALL = 0o004
const PASSABLE_BY_ALL = 0o001
const IN_MEMORY = new Set([0x01021994, 0x858458f6]) // tmpfs and ramfs, statfs(2)
const SHARED = ['/tmp/', '/var/tmp/', '/dev/shm/']

/** The text without the line end, or a fault to be said after the setting's name; `isPublic`: a certificate, no secret. */
export function readSecretFile(
  file: string,
  { dataDir, isPublic }: { dataDir: string; isPublic: boolean },
): { text: string } | { fault: string } {
  const path = real(file) // secrets of Kubernetes are links
  const text = textOf(path)
  if (text === null) return { fault: `the file ${file} cannot be read. Check the path and its permissions.` }
  const { mode } = statSync(path)
  if ((mode & WRITABLE_BY_OTHERS) !== 0)
    return { fault: `others can write to ${file}. Take that from them: chmod go-w ${file}` }
  if (!isPublic && isOpenToAll(path, mode))
    return { fault: `everybody on this machine can read ${file}. Take that from them: chmod o-r ${file}` }
  if (!isPublic && path.startsWith(`${real(dataDir)}/`))
    return { fault: `a secret must not lie in DATA_DIR, which goes into copies. Move ${file} elsewhere.` }
  return { text: text.trim() } // a newline in a secret breaks every signature
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

function isOpenToAll(path: string, mode: number): boolean {
  if ((mode & READABLE_BY_ALL) === 0) return false
  const isMounted = IN_MEMORY.has(statfsSync(path).type) && !SHARED.some((folder) => path.startsWith(folder))
  return !isMounted && isReachable(dirname(path))
}

/** Whether everybody can go through this folder and all above it. */
function isReachable(folder: string): boolean {
  if ((statSync(folder).mode & PASSABLE_BY_ALL) === 0) return false
  return folder === '/' || isReachable(dirname(folder))
}

/** The folder need not be there yet, and what a shell hands over (`<(command)`) has no other path. */
function real(folder: string): string {
  try {
    return realpathSync(folder)
  } catch {
    return resolve(folder)
  }
}
