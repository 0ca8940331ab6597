// Rows in the order they were made, each once, whatever was dropped in between.
import { expect, test } from 'vitest'
import { makeTable } from './table.ts'

const ids = (rows: Iterable<{ id: string }>) => Array.from(rows, ({ id }) => id)

test('a row that was dropped and comes again is the newest, and is there once', () => {
  const table = makeTable({})
  for (const id of ['a', 'b', 'c']) table.place({ id })
  table.drop('a')
  table.place({ id: 'a' })
  expect(ids(table.newest())).toEqual(['a', 'c', 'b'])
  expect(ids(table.oldest())).toEqual(['b', 'c', 'a'])
})

test('an order that was tidied up is the same', () => {
  const table = makeTable({})
  for (let count = 0; count < 200; count += 1) table.place({ id: String(count) })
  for (let count = 0; count < 197; count += 1) table.drop(String(count))
  table.drop('never there')
  table.place({ id: '5' })
  expect(ids(table.newest())).toEqual(['5', '199', '198', '197'])
})
