import { expect, test } from 'vitest'
import { certificateIn, nodeIdIn, refusalIn } from './read-answer.ts'

const clock = { code: 'clock', message: 'm' }
test.each([
  ['{"error":{"code":"retired","message":"Gone."}}', { code: 'retired', message: 'Gone.' }],
  ['{"error":{"code":"x","message":"a\\nb\\u001b[31m"}}', { code: 'x', message: 'a b [31m' }],
  ['{"error":{"code":"clock","message":"m","now":"2026-11-24T12:00:00Z"}}', { ...clock, now: 1_795_521_600_000 }],
  ['{"error":{"code":"clock","message":"m","now":"soon"}}', clock],
  ['{"error":{"code":"other","message":"m","now":"2026-11-24T12:00:00Z"}}', { ...clock, code: 'other' }],
])('the refusal in %s', (text, refusal) => expect(refusalIn(text)).toEqual(refusal))

test.each(['', '<html>502</html>', 'null', '[]', '{"error":"no"}', '{"error":{"code":"retired"}}'])(
  'there is none in %s',
  (text) => expect(refusalIn(text)).toBeNull(),
)

test('what is not there is empty', () => {
  for (const text of ['', '[1]', '{"nodeId":1,"certificate":null}', '"x"'])
    expect([nodeIdIn(text), certificateIn(text)]).toEqual(['', ''])
  expect([nodeIdIn('{"nodeId":"a"}'), certificateIn('{"certificate":"b"}')]).toEqual(['a', 'b'])
})
