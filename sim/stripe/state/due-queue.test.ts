// The queue gives the earliest first and never what was set anew.
import { expect, test } from 'vitest'
import { makeDueQueue } from './due-queue.ts'
import { seededRandom } from '../events/webhook-faults.ts'

test('in the order of time, and of setting within a moment', () => {
  const queue = makeDueQueue()
  const random = seededRandom(7)
  const times = Array.from({ length: 300 }, () => Math.floor(random() * 50))
  times.forEach((time, index) => queue.set('invoice', String(index), time))
  const taken: [number, number][] = []
  for (let due = queue.take(49); due; due = queue.take(49)) taken.push([due.time, Number(due.id)])
  expect(taken).toHaveLength(300)
  expect(taken).toEqual(taken.toSorted(([time, id], [other, otherId]) => time - other || id - otherId))
})

test('only what is due, once, at its last time', () => {
  const queue = makeDueQueue()
  queue.set('invoice', 'a', 10)
  queue.set('invoice', 'b', 20)
  queue.set('invoice', 'a', 30)
  queue.set('invoice', 'b', null)
  expect(queue.take(29)).toBeUndefined()
  expect(queue.next()).toBe(30)
  expect(queue.take(30)).toMatchObject({ id: 'a', time: 30 })
  expect(queue.take(100)).toBeUndefined()
})
