import { expect, test } from 'vitest'
import { trialEmailKey } from './trial-person.ts'

test.each([
  ['Ana@Example.com', 'ana@example.com'],
  ['ana+again@example.com', 'ana@example.com'],
  ['ana+a+b@example.com', 'ana@example.com'],
  ['a.n.a@example.com', 'a.n.a@example.com'],
  ['A.n.a+x@Gmail.com', 'ana@gmail.com'],
  ['ana@googlemail.com', 'ana@gmail.com'],
  ['+x@example.com', '+x@example.com'],
])('%s counts as %s', (address, key) => {
  expect(trialEmailKey(address)).toBe(key)
})
