// One Turnpike for one data folder. The lock is the kernel's (flock on an open file), so it cannot be left behind by
// kill -9 and cannot be mistaken when a process id is used again; the file's content only serves the message.
import { closeSync, existsSync, fchownSync, ftruncateSync, openSync, readFileSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { runProgram } from './program.ts'

export interface DataLock {
  release(): void
}

/** flock's own exit status for "somebody else holds it", set apart from its errors. */
const HELD = 75

/**
 * Takes the lock of `dataDir`, or throws one line that names the folder and the process holding it. The lock is held
 * until `release` or the end of this process, whatever ends it.
 */
export async function lockDataDir(dataDir: string): Promise<DataLock> {
  const path = join(dataDir, 'turnpike.lock')
  const fd = openSync(path, 'a+', 0o644)
  try {
    if (!(await lockOpenFile(fd, 'exclusive'))) {
      throw new Error(`another Turnpike (process ${holder(path)}) is already using ${dataDir}`)
    }
    ftruncateSync(fd)
    writeSync(fd, `${process.pid}\n`)
    keepOwner(fd, dataDir)
  } catch (error) {
    closeSync(fd)
    throw error
  }
  return { release: () => closeSync(fd) }
}

/** Whether a Turnpike is using `dataDir` at this moment. */
export async function isLocked(dataDir: string): Promise<boolean> {
  const path = join(dataDir, 'turnpike.lock')
  if (!existsSync(path)) return false
  const fd = openSync(path, 'r')
  return lockOpenFile(fd, 'shared')
    .then((free) => !free)
    .finally(() => closeSync(fd))
}

/** The child locks the open file that it shares with us and ends; the lock stays with the open file, that is with us. */
async function lockOpenFile(fd: number, kind: 'exclusive' | 'shared'): Promise<boolean> {
  // Looking whether it is locked takes the lock for a moment, which must not refuse a start.
  const patience = kind === 'exclusive' ? ['--wait', '0.3'] : ['--nonblock']
  const args = [`--${kind}`, ...patience, '--conflict-exit-code', String(HELD), '3']
  const { code, output } = await runProgram('flock', args, { extraFd: fd })
  if (code !== 0 && code !== HELD) throw new Error(`cannot lock the data folder: ${output.trim()}`)
  return code === 0
}

function holder(path: string): string {
  return readFileSync(path, 'utf8').trim() || 'unknown'
}

/** When root starts it once, the folder's owner must still be able to start it later. */
function keepOwner(fd: number, dataDir: string): void {
  const { uid, gid } = statSync(dataDir)
  if (process.getuid?.() === 0) fchownSync(fd, uid, gid)
}
