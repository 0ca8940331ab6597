// A short text that changes when any source of the build does: names, sizes and times of the files, not their content,
// because it is made at every start.
import { createHash } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const SOURCES = [
  'src',
  'sim',
  'scripts/build.ts',
  'scripts/build',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
]

/** The stamp of the tree under `root`. */
export function sourceStamp(root: string): string {
  const hash = createHash('sha256')
  for (const source of SOURCES) {
    for (const path of filesUnder(root, source)) {
      const { size, mtimeMs } = statSync(join(root, path))
      hash.update(`${path} ${size} ${mtimeMs}\n`)
    }
  }
  return hash.digest('hex')
}

/** The files of a source, which may not exist, in a fixed order and without tests. */
function filesUnder(root: string, source: string): string[] {
  const found = statSync(join(root, source), { throwIfNoEntry: false })
  if (!found) return []
  if (!found.isDirectory()) return [source]
  return readdirSync(join(root, source), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .toSorted()
}
