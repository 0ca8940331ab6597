// Finds files of the project from source and from `dist/` alike: the root is the nearest folder above that holds package.json.
import { existsSync } from 'node:fs'

const root = findRoot()

function findRoot(): URL {
  for (let folder = new URL('.', import.meta.url); ; folder = new URL('..', folder)) {
    if (existsSync(new URL('package.json', folder))) return folder
    if (folder.pathname === '/') throw new Error('package.json is not above this file: the installation is not whole.')
  }
}

/** `path` is relative to the project's root, with forward slashes. */
export function projectFile(path: string): URL {
  return new URL(path, root)
}
