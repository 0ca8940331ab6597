// Makes the library links that the npm package lists instead of carrying. Its own install script would make them, but
// install scripts may be off. Safe to repeat, and for two processes at once.
import { readFile, readlink, symlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** Makes every link listed in `packageDir`; false when the folder is not ours to write to. */
export async function makeLibraryLinks(packageDir: string): Promise<boolean> {
  const links: unknown = JSON.parse(await readFile(join(packageDir, 'native', 'pg-symlinks.json'), 'utf8'))
  if (!Array.isArray(links)) throw new Error(`${packageDir}: pg-symlinks.json is not a list`)
  const made = await Promise.all(links.map((link: unknown) => makeLink(packageDir, link)))
  return made.every(Boolean)
}

async function makeLink(packageDir: string, link: unknown): Promise<boolean> {
  if (!isLink(link) || dirname(link.source) !== dirname(link.target)) throw new Error(`${packageDir}: unexpected link`)
  const target = join(packageDir, link.target)
  try {
    await symlink(basename(link.source), target)
    return true
  } catch {
    // Whether it was there already or may not be made is seen by looking, not by the error's name.
    return (await readlink(target).catch(() => null)) === basename(link.source)
  }
}

function isLink(link: unknown): link is { source: string; target: string } {
  return (
    typeof link === 'object' &&
    link !== null &&
    'source' in link &&
    'target' in link &&
    typeof link.source === 'string' &&
    typeof link.target === 'string'
  )
}
