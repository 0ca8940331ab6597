// Files that are whole or absent whatever happens to the machine.
// Invariant: a reader sees the old content or the new one; when `writeAtomic` has returned, a power cut keeps the new one.
import { open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Writes beside, syncs, renames over, syncs the directory. Readable by the owner only. */
export async function writeAtomic(path: string, text: string): Promise<void> {
  const temporary = `${path}.new`
  const file = await open(temporary, 'w', 0o600)
  try {
    await file.writeFile(text)
    await file.datasync()
  } finally {
    await file.close()
  }
  await rename(temporary, path)
  await syncDirectory(dirname(path))
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
