// The bracket form as the SDK and the official CLI write it.
import { expect, test } from 'vitest'
import { parseForm, pathOf } from './form-body.ts'

test.each([
  ['a=1', { a: '1' }],
  ['a[b]=1&a[c]=2', { a: { b: '1', c: '2' } }],
  [
    'items[0][price]=p&items[0][quantity]=2&items[1][price]=q',
    { items: { 0: { price: 'p', quantity: '2' }, 1: { price: 'q' } } },
  ],
  ['x[]=a&x[]=b', { x: { 0: 'a', 1: 'b' } }],
  [
    'items[][price]=p&items[][quantity]=2&items[][price]=q',
    { items: { 0: { price: 'p', quantity: '2' }, 1: { price: 'q' } } },
  ],
  ['name=a+b%26c', { name: 'a b&c' }],
  ['metadata=', { metadata: '' }],
  ['a=1&a=2', { a: '2' }],
  ['', {}],
])('%s', (text, expected) => {
  expect(JSON.parse(JSON.stringify(parseForm(text)))).toEqual(expected)
})

test('a hostile name is only a name', () => {
  parseForm('__proto__[polluted]=1&constructor[prototype][polluted]=1')
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

test('a key without a proper bracket is a name', () => {
  expect(pathOf('[a]')).toEqual(['[a]'])
  expect(pathOf('a[b')).toEqual(['a[b'])
  expect(pathOf('a[b][c][]')).toEqual(['a', 'b', 'c', ''])
})
