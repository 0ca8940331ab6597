// The one way to write a file that must be whole after a crash: temporary file, fsync, rename, fsync of the folder.
import { mkdir, open, rename, unlink } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { randomBytes } from 'node:crypto'

/** Replaces `path` by `content`, or leaves it as it was. `mode` such as 0o400 is set before any content is written. */
export async function atomicWrite(path: string, content: string | Buffer, mode = 0o600): Promise<void> {
  const temporary = join(dirname(path), `.${randomBytes(6).toString('hex')}.tmp`)
  const file = await open(temporary, 'wx', mode)
  try {
    await file.writeFile(content)
    await file.sync()
    await file.close()
    await rename(temporary, path)
  } catch (error) {
    await file.close().catch(() => undefined) // already closed: the first error is the one to tell
    await unlink(temporary).catch(() => undefined)
    throw error
  }
  await syncFolder(dirname(path))
}

/** What was renamed or made in `path` is there after a crash. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** Makes the folder at `path`, and those above it that are missing, for their owner alone; they are there after a crash. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 })
  if (first === undefined) return // it was there
  for (let made = resolve(path); made !== dirname(resolve(first)); made = dirname(made)) await syncFolder(dirname(made))
}
