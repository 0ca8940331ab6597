import Stripe from 'stripe'
import { expect, test } from 'vitest'
import { errorLine, errorWords } from './error-words.ts'
import { createLog } from './log.ts'

const ADDRESS = 'ana@gone.example'
const has = (error: Error, more: object) => Object.assign(error, more)

/** What libraries and servers throw, each with the address of a person in it. */
const FOREIGN: [what: string, error: Error, line: RegExp][] = [
  [
    'the mail server',
    has(new Error(`Can't send mail: 550 5.1.1 <${ADDRESS}>`), {
      code: 'EENVELOPE',
      responseCode: 550,
      rejected: [ADDRESS],
    }),
    /^Error EENVELOPE 550$/,
  ],
  [
    'Stripe',
    new Stripe.errors.StripeInvalidRequestError({
      type: 'invalid_request_error',
      message: `Invalid email address: ${ADDRESS}`,
      code: 'email_invalid',
      param: 'email',
      statusCode: 400,
      requestId: 'req_1',
    }),
    /^StripeInvalidRequestError email_invalid 400 email req_1$/,
  ],
  [
    'PostgreSQL',
    has(new (class DatabaseError extends Error {})(`invalid input: "${ADDRESS}"`), {
      code: '23505',
      constraint: 'accounts_email_key_key',
      detail: `Key (email_key)=(${ADDRESS}) already exists.`,
    }),
    /^DatabaseError 23505 accounts_email_key_key$/,
  ],
  [
    'Node',
    has(new TypeError('Invalid URL'), { code: 'ERR_INVALID_URL', input: ADDRESS }),
    /^TypeError ERR_INVALID_URL$/,
  ],
  ['a reader of JSON', new SyntaxError(`Unexpected token 'a', "${ADDRESS}" is not valid JSON`), /^SyntaxError$/],
  ['whoever puts it in place of a code', has(new Error('no'), { code: ADDRESS }), /^Error$/],
]

test.each(FOREIGN)('%s: no word of it', (_what, error, line) => {
  expect(errorLine(error)).toMatch(line)
  expect(JSON.stringify(errorWords(error))).not.toContain(ADDRESS)
  const within = new Error('The mail did not go out.', { cause: error })
  expect(JSON.stringify(errorWords(within))).not.toContain(ADDRESS)
  expect(errorLine(within)).toContain('The mail did not go out. (')
})

test('what the product says itself stays, with its place', () => {
  const words = errorWords(new Error('the payment is not stored yet'))
  expect(words).toMatchObject({ kind: 'Error', says: 'the payment is not stored yet', codes: [] })
  expect(words.at[0]).toContain('error-words.test.ts')
  expect(errorWords('thrown text')).toEqual({ kind: 'string', codes: [], at: [] })
})

test('a log that is given an error writes no more of it', () => {
  const lines: string[] = []
  const log = createLog('info', { write: (line) => lines.push(line) })
  for (const [, error] of FOREIGN) {
    log.error({ err: error }, 'a request failed')
    log.error({ error }, 'the regular jobs could not be queued')
  }
  expect(lines).toHaveLength(2 * FOREIGN.length)
  expect(lines.filter((line) => line.includes(ADDRESS))).toEqual([])
  expect(lines.join('')).toContain('23505')
})
