import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createCsrf } from './csrf.ts'

const key = randomBytes(32)
const session = randomBytes(32)

describe('csrf', () => {
  const formerKey = randomBytes(32)
  const former = createCsrf([formerKey])
  const csrf = createCsrf([key, formerKey])
  const token = csrf.token({ session })
  const cut = (at: number) => `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`
  test.each([
    ['its own session', token, { session }, true],
    ['a second token of it', csrf.token({ session }), { session }, true],
    ['another session', token, { session: randomBytes(32) }, false],
    ['a visitor of the same name', token, { visitor: session.toString('hex') }, false],
    ['a visitor', csrf.token({ visitor: 'v1' }), { visitor: 'v1' }, true],
    ['another visitor', csrf.token({ visitor: 'v1' }), { visitor: 'v2' }, false],
    ['a changed nonce', cut(3), { session }, false],
    ['a changed tag', cut(40), { session }, false],
    ['another key', createCsrf([randomBytes(32)]).token({ session }), { session }, false],
    ['a key that is on its way out', former.token({ session }), { session }, true],
    ['nothing', '', { session }, false],
    ['a megabyte', 'A'.repeat(1_000_000), { session }, false],
  ])('%s', (_name, given, binding, accepted) => {
    expect(csrf.matches(given, binding)).toBe(accepted)
  })

  test('no two tokens are alike', () => {
    expect(csrf.token({ session })).not.toBe(token)
  })
})
