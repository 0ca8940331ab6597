// The directory of `crl-verify DIR dir`: an empty file named by the decimal serial keeps that certificate out.
// Invariant: after `sync` the directory holds exactly the revoked serials; it needs no signature and never expires, which is
// why it stands behind the live decision and not a CRL file.
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export async function syncCrlDirectory(path: string, serials: readonly string[]): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  const wanted = new Set(serials)
  const present = new Set(await readdir(path))
  for (const serial of wanted) if (!present.has(serial)) await writeFile(join(path, serial), '', { mode: 0o600 })
  for (const name of present) if (!wanted.has(name)) await rm(join(path, name), { force: true })
}
