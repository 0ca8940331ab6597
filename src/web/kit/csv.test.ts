import { expect, test } from 'vitest'
import { csvLine } from './csv.ts'

test.each([
  ['acct_1', 'acct_1'],
  ['', ''],
  ['=1+1', `"'=1+1"`],
  ['+1', `"'+1"`],
  ['-1', `"'-1"`],
  ['@SUM(A1)', `"'@SUM(A1)"`],
  ['\t=1', `"'\t'=1"`],
  ['\r=1', `"'\r'=1"`],
  ['1=1', '1=1'],
  ['a,b', '"a,b"'],
  ['x;=1+1;y', `"x;'=1+1;y"`],
  ['x\t@a', `"x\t'@a"`],
  ['a;b', '"a;b"'],
  ['{"reason": "\n=1"}', `"{""reason"": ""\n'=1""}"`],
])('%j becomes %j', (cell, written) => {
  expect(csvLine([cell, 'x'])).toBe(`${written},x\r\n`)
})
