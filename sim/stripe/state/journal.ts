// The simulator's state file: one line for each commit, each line a JSON list of changed rows. A line cut short by a crash is the
// last one and was never answered, so it is dropped. At the start the file is rewritten with only the rows that still live.
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import type { Change, Journal } from './store.ts'

/** Opens the file, creating it when missing; gives the journal and the living rows in the order they were first made. */
export function openJournal(file: string): { journal: Journal; changes: Change[] } {
  mkdirSync(dirname(file), { recursive: true })
  const changes = existsSync(file) ? living(readLines(file)) : []
  compact(file, changes)
  const descriptor = openSync(file, 'a', 0o600)
  let open = true
  return {
    changes,
    journal: {
      append: (batch) => void writeSync(descriptor, `${JSON.stringify(batch)}\n`),
      close() {
        if (open) closeSync(descriptor)
        open = false
      },
    },
  }
}

function* readLines(file: string): Generator<Change> {
  const text = readFileSync(file, 'utf8')
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  if (whole.length < text.length) truncateSync(file, Buffer.byteLength(whole))
  for (const line of whole.split('\n')) {
    // Each whole line was written by append() below, which only writes lists of changes.
    if (line !== '') yield* JSON.parse(line) as Change[]
  }
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

function compact(file: string, changes: Change[]): void {
  const next = `${file}.new`
  rmSync(next, { force: true })
  const descriptor = openSync(next, 'w', 0o600)
  for (let start = 0; start < changes.length; start += 500) {
    writeFileSync(descriptor, `${JSON.stringify(changes.slice(start, start + 500))}\n`)
  }
  closeSync(descriptor)
  renameSync(next, file)
}
