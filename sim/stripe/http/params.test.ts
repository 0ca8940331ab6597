// The words of Stripe's own errors for parameters, by which SDK users tell them apart.
import { describe, expect, test } from 'vitest'
import { ApiError } from './errors.ts'
import { parseForm } from './form-body.ts'
import { bool, clearable, hash, integer, list, need, oneOf, readParams, text } from './params.ts'
import { mergeMetadata, metadata } from './metadata.ts'

const shape = {
  name: need(text(5)),
  amount: integer({ min: 1 }),
  flag: bool(),
  mode: oneOf('payment', 'setup'),
  when: clearable(integer()),
  items: list(hash({ price: need(text()) })),
  metadata: metadata(),
}

function refusalOf(form: string) {
  try {
    readParams(shape, parseForm(form))
  } catch (error) {
    if (error instanceof ApiError) return { status: error.status, code: error.body.code, param: error.body.param }
    throw error
  }
  throw new Error('was not refused')
}

describe('refuses', () => {
  test.each([
    ['', 'parameter_missing', 'name'],
    ['name=a&nmae=b', 'parameter_unknown', 'nmae'],
    ['name=a&items[0][prise]=b', 'parameter_unknown', 'items[0][prise]'],
    ['name=a&items[0][quantity]=1', 'parameter_unknown', 'items[0][quantity]'],
    ['name=', 'parameter_invalid_empty', 'name'],
    ['name=a&amount=1.5', 'parameter_invalid_integer', 'amount'],
    ['name=a&amount=0', 'parameter_invalid_integer', 'amount'],
    ['name=a&flag=yes', undefined, 'flag'],
    ['name=a&mode=other', undefined, 'mode'],
    ['name=a&items=x', undefined, 'items'],
    ['name=toolong', 'parameter_invalid_string', 'name'],
  ])('%s', (form, code, param) => {
    expect(refusalOf(form)).toEqual({ status: 400, code, param })
  })
})

test('reads what it names, and an empty value unsets', () => {
  const read = readParams(
    shape,
    parseForm('name=a&amount=7&flag=true&mode=setup&when=&items[0][price]=p&items[1][price]=q&metadata[x]=1'),
  )
  expect(read).toEqual({
    name: 'a',
    amount: 7,
    flag: true,
    mode: 'setup',
    when: null,
    items: [{ price: 'p' }, { price: 'q' }],
    metadata: { x: '1' },
  })
})

test.each([
  [undefined, { a: '1', b: '2' }],
  [{ b: '3' }, { a: '1', b: '3' }],
  [{ a: '' }, { b: '2' }],
  [null, {}],
])('metadata after %j', (change, expected) => {
  expect(mergeMetadata({ a: '1', b: '2' }, change)).toEqual(expected)
})
