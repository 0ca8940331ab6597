import { expect, test } from 'vitest'
import { fillAnswer, parseAnswer } from './canned-answer.ts'

test('each place is filled, and what is put in stays as it is', () => {
  const body = 'Hello {email}: {plan}, {plan} $& { email }'
  expect(fillAnswer(body, { email: '{plan}@example.com', plan: '$1' })).toBe(
    'Hello {plan}@example.com: $1, $1 $& { email }',
  )
})

test.each([
  ['', 'text', 'Give a name'],
  ['x'.repeat(61), 'text', 'Give a name'],
  ['name', ' ', 'Write a text'],
  ['name', 'Hello {name}', 'There are {email} and {plan}'],
  ['name', 'Hello {constructor}', 'There are {email} and {plan}'],
])('%j with %j is refused', (name, text, words) => expect(() => parseAnswer({ name, text })).toThrow(words))

test('a name is one line', () => {
  expect(parseAnswer({ name: ' a\r\nb\u202E ', text: 'x' }).name).toBe('a  b')
})
