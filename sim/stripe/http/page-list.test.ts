// Following the cursor either way visits each row once.
import { describe, expect, test } from 'vitest'
import { inRange, pageOf } from './page-list.ts'

const rows = Array.from({ length: 25 }, (_, index) => ({ id: `r${25 - index}` }))
const ids = (page: { data: { id: string }[] }) => page.data.map(({ id }) => id)

test('ten at first, and more behind', () => {
  expect(pageOf(rows, {}, '/v1/rows')).toMatchObject({
    object: 'list',
    has_more: true,
    url: '/v1/rows',
    data: rows.slice(0, 10),
  })
})

test('starting_after to the end', () => {
  const seen: string[] = []
  let after: string | undefined
  for (;;) {
    const page = pageOf(rows, { limit: 7, starting_after: after }, '')
    seen.push(...ids(page))
    after = seen.at(-1)
    if (!page.has_more) break
  }
  expect(seen).toEqual(rows.map(({ id }) => id))
})

test('ending_before gives the rows next to the cursor, newest first', () => {
  expect(ids(pageOf(rows, { limit: 3, ending_before: 'r20' }, ''))).toEqual(['r23', 'r22', 'r21'])
  expect(pageOf(rows, { limit: 3, ending_before: 'r24' }, '')).toMatchObject({ has_more: false, data: [{ id: 'r25' }] })
})

test('a cursor that does not exist is refused', () => {
  expect(() => pageOf(rows, { starting_after: 'gone' }, '')).toThrow('No such object')
  expect(() => pageOf(rows, { starting_after: 'r1', ending_before: 'r2' }, '')).toThrow('only specify one')
})

describe('created', () => {
  test.each([
    [undefined, true],
    [{ gte: 10 }, true],
    [{ gt: 10 }, false],
    [{ lt: 10 }, false],
    [{ lte: 10, gte: 10 }, true],
  ])('10 in %j is %s', (range, expected) => {
    expect(inRange(10, range)).toBe(expected)
  })
})
