import { expect, test } from 'vitest'
import { personOf } from './person.ts'

test.each([
  ['Ana@Example.com', 'ana@example.com'],
  ['ana+shop@example.com', 'ana@example.com'],
  ['ana+a+b@example.com', 'ana@example.com'],
  ['a.n.a@example.com', 'a.n.a@example.com'],
  ['A.n.a+x@Gmail.com', 'ana@gmail.com'],
  ['a.na@googlemail.com', 'ana@gmail.com'],
  ['+ana@example.com', '+ana@example.com'],
])('%s is %s', (key, person) => {
  expect(personOf(key)).toBe(person)
})
