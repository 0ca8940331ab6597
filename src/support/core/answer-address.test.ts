import { expect, test } from 'vitest'
import { answerAddress, isSentTo, tokensIn } from './answer-address.ts'

const inbound = 'help.desk@vpn.example.com'
const [one, two] = ['a'.repeat(26), '2'.repeat(26)]

test('what is given is found again, whatever became of it on the way', () => {
  const address = answerAddress(inbound, one)
  expect(address).toBe(`help.desk+${one}@vpn.example.com`)
  expect(address.split('@')[0]?.length).toBeLessThanOrEqual(64)
  for (const value of [
    address,
    `Shop <${address}>`,
    address.toUpperCase(),
    `x@example.com,${address}`,
    `<${address}>;`,
  ])
    expect(tokensIn(inbound, [value]), value).toEqual([one])
})

test.each([
  `help.desk@vpn.example.com`,
  `help.desk+${one}a@vpn.example.com`,
  `help.desk+${one}@vpn.example.com.evil.example`,
  `helpxdesk+${one}@vpn.example.com`,
  `help.desk+${one}@vpnxexample.com`,
  `xhelp.desk+${one}@vpn.example.com`,
  `help.desk+${one}@vpn.example.community`,
])('%s is none of ours', (value) => expect(tokensIn(inbound, [value])).toEqual([]))

test.each([
  [inbound, true],
  ['Help <HELP.desk@vpn.example.com>, x@example.com', true],
  ['x@example.com', false],
  [answerAddress(inbound, one), false],
  ['xhelp.desk@vpn.example.com', false],
  ['help.desk@vpn.example.com.evil.example', false],
  ['help.desk@vpn.example.community', false],
])('%s is the desk itself: %s', (value, isIt) => expect(isSentTo(inbound, ['', value])).toBe(isIt))

test('each once, and only the first few of a thousand', () => {
  expect(
    tokensIn(inbound, [answerAddress(inbound, one), answerAddress(inbound, two), answerAddress(inbound, one)]),
  ).toEqual([one, two])
  const many = Array.from({ length: 1000 }, (_, at) => answerAddress(inbound, String(at).padStart(26, 'x')))
  expect(tokensIn(inbound, [many.join(', ')])).toHaveLength(3)
})

test('a million signs are read to their end', () => {
  expect(tokensIn(inbound, ['help.desk+'.repeat(1e5), `help.desk+${'a'.repeat(1e6)}`])).toEqual([])
})
