// The state file after a crash: whole commits or nothing of them.
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openJournal } from './journal.ts'
import { makeStore } from './store.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function open() {
  const { journal, changes } = openJournal(join(folder, 'state.jsonl'))
  return { journal, store: makeStore(journal, changes) }
}
const key = (id: string, status: number) => ({ id, created: 0, fingerprint: '', status, body: '' })

test('what was committed comes back, in the order it was made, removed rows do not', () => {
  const first = open()
  first.store.put('idempotency', key('a', 1))
  first.store.put('idempotency', key('b', 1))
  first.store.commit()
  first.store.put('idempotency', key('a', 2))
  first.store.put('idempotency', key('c', 1))
  first.store.remove('idempotency', 'b')
  first.store.commit()
  first.store.put('idempotency', key('d', 1))
  first.journal.close()
  const rows = [...open().store.oldest('idempotency')]
  expect(rows.map(({ id, status }) => [id, status])).toEqual([
    ['a', 2],
    ['c', 1],
  ])
})

test('a commit cut short by a crash is dropped and what follows is whole', () => {
  const first = open()
  first.store.put('idempotency', key('a', 1))
  first.store.commit()
  first.journal.close()
  appendFileSync(join(folder, 'state.jsonl'), '[{"kind":"idempotency","id":"ü","ro')
  const second = open()
  second.store.put('idempotency', key('c', 1))
  second.store.commit()
  second.journal.close()
  expect([...open().store.newest('idempotency')].map(({ id }) => id)).toEqual(['c', 'a'])
})

test('the file is small again after a restart', () => {
  const first = open()
  for (let count = 0; count < 100; count += 1) {
    first.store.put('idempotency', key('a', count))
    first.store.commit()
  }
  first.journal.close()
  open().journal.close()
  expect(readFileSync(join(folder, 'state.jsonl'), 'utf8').trim().split('\n')).toHaveLength(1)
})
