// The project's own text files: what git would commit, found without git so that an unpacked archive is checked alike.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** What .gitignore leaves out, and git's own folder. */
const NOT_OURS = new Set(['.git', 'node_modules', 'dist', 'data', '.tsbuild', 'coverage'])
const BINARY = /\.(png|jpe?g|gif|ico|woff2?|gz|zip|pdf|webp)$/

export interface TextFile {
  /** Relative to the root. */
  path: string
  text: string
}

/** Every text file under `root`, in a fixed order. */
export function readTree(root: string): TextFile[] {
  return listFiles(root, '')
    .filter((path) => !BINARY.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

function listFiles(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : listFiles(root, path)
      return entry.isFile() && !entry.name.endsWith('.log') ? [path] : []
    })
}
