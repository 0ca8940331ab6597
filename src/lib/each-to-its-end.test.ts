import { expect, test } from 'vitest'
import { eachToItsEnd } from './each-to-its-end.ts'

test('what fails keeps nothing else from being done, and is told', async () => {
  const done: string[] = []
  const work =
    (name: string, fails = false) =>
    async () => {
      done.push(name)
      if (fails) throw new Error(name)
    }
  await expect(eachToItsEnd([work('a'), work('b', true), work('c', true), work('d')])).rejects.toThrow('b')
  expect(done).toEqual(['a', 'b', 'c', 'd'])
  await expect(eachToItsEnd([work('e')])).resolves.toBeUndefined()
})
