// The audit's anchors: a file of one line for each row of the chain, outside the database.
// Invariant: the file is only ever appended to, or another, whole, takes its place. A line that a crash cut short is passed over and its
// anchor written again.
import { createReadStream } from 'node:fs'
import { link, open, rename, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { makeFolder, syncFolder } from '../lib/atomic-write.ts'
import type { KeyRing } from '../lib/seal.ts'
import { anchorLines, type Anchor, type AnchorLine } from './audit-anchor-line.ts'

export interface AnchorFile {
  path: string
  /** Machine and path: which file this is among those of several machines. */
  place: string
  /** On disk when it resolves. */
  append(anchors: Anchor[]): Promise<void>
  /** Bytes of the file now; 0 when there is none. */
  size(): Promise<number>
  /** Lines of our keys between these sizes that the file had, in order. */
  read(from: number, to: number): AsyncIterable<AnchorLine>
  /** A new file beside it, empty: what it is given is nobody's before `takePlace`. One that was left by a crash is thrown away. */
  draft(): Promise<AnchorDraft>
}

/** What anchors are added to. */
export type GrowingFile = Pick<AnchorFile, 'place' | 'append' | 'size'>

export interface AnchorDraft extends GrowingFile {
  /** At once the file of all; what was there, if anything, is kept as `<path>.<suffix>`. */
  takePlace(suffix: string): Promise<void>
}

/** `ring` is the seal's, derived for `audit-anchor`. */
export function openAnchorFile(path: string, ring: KeyRing): AnchorFile {
  const { write, parse } = anchorLines(ring)
  const anew = `${path}.anew`
  const growing = (at: string): GrowingFile => ({
    place: `${hostname()}:${resolve(path)}`,
    append: (anchors) => appendLines(at, anchors.map(write)),
    size: () => sizeOf(at),
  })
  return {
    path,
    ...growing(path),
    async *read(from, to) {
      if (to <= from) return
      const stream = createReadStream(path, { start: from, end: to - 1 })
      for await (const text of createInterface({ input: stream, crlfDelay: Infinity })) {
        const line = parse(text)
        if (line) yield line
      }
    },
    async draft() {
      await rm(anew, { force: true })
      return {
        ...growing(anew),
        async takePlace(suffix) {
          if ((await sizeOf(path)) > 0) await link(path, `${path}.${suffix}`)
          if ((await sizeOf(anew)) > 0) await rename(anew, path)
          else await rm(path, { force: true }) // nothing was to be anchored
          await syncFolder(dirname(path))
        },
      }
    },
  }
}

/** Begins with a line end, so that a line cut short before is not joined to the first of these. */
async function appendLines(path: string, lines: string[]): Promise<void> {
  if (lines.length === 0) return
  await makeFolder(dirname(path))
  const file = await open(path, 'a', 0o600)
  try {
    const isNew = (await file.stat()).size === 0
    await file.writeFile(`${isNew ? '' : '\n'}${lines.join('\n')}`)
    await file.sync()
    if (isNew) await syncFolder(dirname(path)) // else a crash could take the file with its lines
  } finally {
    await file.close()
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0
    throw error
  }
}
