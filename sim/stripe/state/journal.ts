// The simulator's state file: one line for each commit, each line a JSON list of changed rows. A line cut short by a crash is the
// last one and was never answered, so it is dropped. The file is rewritten with only the living rows at the start and whenever it has
// grown to a multiple of them.
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import type { Change, Journal } from './store.ts'

const chunkBytes = 4 * 1024 * 1024
const smallestRewrite = 64 * 1024 * 1024

/** Opens the file, creating it when missing; gives the journal and the living rows in the order they were first made. */
export function openJournal(file: string): { journal: Journal; changes: Change[] } {
  mkdirSync(dirname(file), { recursive: true })
  const changes = existsSync(file) ? living(readChanges(file)) : []
  let limit = rewriteLimit(rewrite(file, changes))
  let size = 0
  let descriptor: number | null = openSync(file, 'a', 0o600)
  return {
    changes,
    journal: {
      append(batch) {
        if (descriptor !== null) size += writeSync(descriptor, `${JSON.stringify(batch)}\n`)
      },
      isOversized: () => size > limit,
      replace(all) {
        if (descriptor !== null) closeSync(descriptor)
        limit = rewriteLimit(rewrite(file, all))
        size = 0
        descriptor = openSync(file, 'a', 0o600)
      },
      close() {
        if (descriptor !== null) closeSync(descriptor)
        descriptor = null
      },
    },
  }
}

function rewriteLimit(livingBytes: number): number {
  return Math.max(smallestRewrite, 2 * livingBytes)
}

function* readChanges(file: string): Generator<Change> {
  let whole = 0
  for (const line of readLines(file)) {
    whole += line.length + 1
    // Each whole line was written by append() or rewrite(), which only write lists of changes.
    yield* JSON.parse(line.toString()) as Change[]
  }
  truncateSync(file, whole)
}

// In pieces: the file may be larger than the longest possible string.
function* readLines(file: string): Generator<Buffer> {
  const descriptor = openSync(file, 'r')
  let rest = Buffer.alloc(0)
  for (;;) {
    const chunk = Buffer.alloc(chunkBytes)
    const read = readSync(descriptor, chunk)
    if (read === 0) break
    rest = Buffer.concat([rest, chunk.subarray(0, read)])
    let start = 0
    for (let end = rest.indexOf(10, start); end >= 0; end = rest.indexOf(10, start)) {
      yield rest.subarray(start, end)
      start = end + 1
    }
    rest = rest.subarray(start)
  }
  closeSync(descriptor)
}

function living(changes: Iterable<Change>): Change[] {
  const last = new Map<string, Change>()
  for (const change of changes) {
    const key = `${change.kind}/${change.id}`
    if (change.row === null) last.delete(key)
    else last.set(key, change)
  }
  return [...last.values()]
}

/** Writes the file anew, whole or not at all; gives its size in bytes. */
function rewrite(file: string, changes: Iterable<Change>): number {
  const next = `${file}.new`
  rmSync(next, { force: true })
  const descriptor = openSync(next, 'w', 0o600)
  let size = 0
  for (const change of changes) size += writeSync(descriptor, `${JSON.stringify([change])}\n`)
  closeSync(descriptor)
  renameSync(next, file)
  return size
}
