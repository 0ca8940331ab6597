// A project folder that an ordinary user can read and whose build they need not make: this one, or, when it lies in a
// private home, a copy.
import { execFile } from 'node:child_process'
import { chmod, cp, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const PROJECT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')

const LEFT_OUT = new Set(['.git', 'data', '.tsbuild', 'coverage'].map((name) => join(PROJECT, name)))

export interface ReadableProject {
  root: string
  node: string
  remove(): Promise<void>
}

/** For the user `uid`; undefined means ourselves, who can read it. */
export async function readableProject(uid: number | undefined): Promise<ReadableProject> {
  const ours = { root: PROJECT, node: process.execPath, remove: () => Promise.resolve() }
  if (uid === undefined || (await canRead(uid, [join(PROJECT, 'package.json'), process.execPath]))) return ours
  const root = await mkdtemp('/tmp/turnpike-project-')
  await chmod(root, 0o755)
  await cp(PROJECT, root, { recursive: true, verbatimSymlinks: true, filter: (path) => !LEFT_OUT.has(path) })
  const node = join(root, 'node')
  await cp(process.execPath, node)
  return { root, node, remove: () => rm(root, { recursive: true, force: true }) }
}

async function canRead(uid: number, paths: string[]): Promise<boolean> {
  const answers = paths.map(
    (path) =>
      new Promise<boolean>((resolve) => execFile('test', ['-r', path], { uid, gid: uid }, (error) => resolve(!error))),
  )
  return (await Promise.all(answers)).every(Boolean)
}
