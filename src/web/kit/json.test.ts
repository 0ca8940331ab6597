import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readJson } from './json.ts'

test.each([
  '{"a":1,"a":1}',
  '{"a":1, "b":{"x":1,"x":2}}',
  '[{"a":1},{"b":[{"c":1,"c":1}]}]',
  '{"a":1,"\\u0061":2}',
  '{"a" \n\t:1,"a":2}',
  '{"\\\\":1,"\\\\":2}',
  '{"__proto__":1,"__proto__":2}',
  '{"":1,"":2}',
])('%s says a name twice', (text) => {
  expect(() => readJson(text)).toThrow('twice')
})

test.each([
  '{"a":"a","b":"a"}',
  '[{"a":1},{"a":2}]',
  '{"a":{"a":{"a":1}}}',
  '{"a":"\\"a\\":","b":"{\\"a\\":1,\\"a\\":2}"}',
  '{"a":"b\\\\",":":1}',
  '{"__proto__":{"x":1},"constructor":{"prototype":{}}}',
  '"a:"',
  '1',
  'null',
  '[]',
])('%s says each name once', (text) => {
  expect(readJson(text)).toEqual(JSON.parse(text))
})

test('what JSON.stringify writes is read as it is, and refused with one name more', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.boolean(), (value, isSpaced) => {
      const text = JSON.stringify({ one: value }, null, isSpaced ? 2 : undefined)
      expect(readJson(text)).toEqual(JSON.parse(text))
      expect(() => readJson(`{"one":1,${text.slice(1)}`)).toThrow('twice')
    }),
  )
})

test.each(['', '{', '{"a":1,}', '{"a":01}', "{'a':1}", '\ufeff{}'])('%j is no JSON', (text) => {
  expect(() => readJson(text)).toThrow('not JSON')
})

test('as deep as a body may be', () => {
  const deep = `${'['.repeat(30_000)}{"a":1,"a":1}${']'.repeat(30_000)}`
  expect(() => readJson(deep)).toThrow(/twice|not JSON/) // what JSON.parse says of it depends on the stack
})
