// Files that are whole or absent whatever happens to the machine.
// Invariant: a reader sees the old content or the new one; when `writeAtomic` has returned, a power cut keeps the new one.
import { randomBytes } from 'node:crypto'
import { open, readFile, rename, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Writes beside, syncs, renames over, syncs the directory. Readable by the owner only. */
export async function writeAtomic(path: string, text: string): Promise<void> {
  await replace(path, text, (file) => file.datasync())
  await syncDirectory(dirname(path))
}

/** The same for what a power cut may take: a reader sees the old content or the new one. */
export function writeWhole(path: string, text: string): Promise<void> {
  return replace(path, text, () => Promise.resolve())
}

/** Each writer has a file of its own beside, which is gone when it fails. */
async function replace(path: string, text: string, settle: (file: FileHandle) => Promise<void>): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.new`
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(text)
      await settle(file)
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (thrown) {
    await rm(temporary, { force: true })
    throw thrown
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

/** The file's text, or null when there is none. Other failures are thrown. */
export async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return null
    throw thrown
  }
}
