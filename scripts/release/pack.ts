// A folder as a tar.gz whose bytes depend on its files alone: sorted names, one time, one owner, modes without the umask.
// (GNU tar's manual, "Making tar archives more reproducible".)
import { readFile, rm, writeFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { gzipSync } from 'node:zlib'
import { runOrThrow } from '../run-program.ts'

export async function pack(folder: string, archive: string, at: Date): Promise<void> {
  const bare = `${archive}.tar`
  const same = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--mode=u=rwX,go=rX', '--format=ustar']
  const time = `--mtime=@${Math.floor(at.getTime() / 1000)}`
  const out = ['--exclude=*.js.map', '-cf', bare, '-C', dirname(folder), basename(folder)]
  await runOrThrow(['tar', ...same, time, ...out])
  await writeFile(archive, gzipSync(await readFile(bare), { level: 9 })) // zlib writes no time of its own
  await rm(bare)
}
