import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { judgeDelivery } from './webhook-signature.ts'

const secret = ['wh', 'sec_for_tests'].join('')
const now = new Date('2026-06-15T12:00:00Z')
const seconds = now.getTime() / 1000
const body = JSON.stringify({
  id: 'evt_1',
  object: 'event',
  type: 'invoice.paid',
  livemode: false,
  created: seconds,
  data: { object: { object: 'invoice', id: 'in_1', customer: 'cus_1' } },
})
const sign = (text: string, time = seconds, key = secret) =>
  `t=${time},v1=${createHmac('sha256', key).update(`${time}.${text}`).digest('hex')}`
const judge = (text: string, header: string, secrets = [secret]) =>
  judgeDelivery(Buffer.from(text), header, secrets, now)

describe('judgeDelivery', () => {
  test('takes a genuine delivery and reads whose it is', () => {
    expect(judge(body, sign(body))).toMatchObject({
      genuine: true,
      event: { id: 'evt_1', customer: 'cus_1', livemode: false },
    })
  })
  test('takes either of two secrets while they rotate', () => {
    expect(judge(body, sign(body), ['another secret', secret]).genuine).toBe(true)
    expect(judge(body, `${sign(body, seconds, 'old')},${sign(body).slice(13)}`).genuine).toBe(true)
  })
  test.each<[string, string, string]>([
    ['unsigned', body, ''],
    ['another secret', body, sign(body, seconds, 'other')],
    ['re-indented body', JSON.stringify(JSON.parse(body), null, 2), sign(body)],
    ['only v0', body, sign(body).replace('v1', 'v0')],
    ['no time', body, sign(body).replace(/t=\d+/, 't=x')],
    ['six minutes old', body, sign(body, seconds - 360)],
    ['six minutes ahead', body, sign(body, seconds + 360)],
    ['signed text that is no JSON', 'hello', sign('hello')],
    ['a signed thin event', '{"object":"v2.core.event"}', sign('{"object":"v2.core.event"}')],
    ['an endless header', body, 'v1=00,'.repeat(100_000)],
  ])('refuses: %s', (_, text, header) => {
    expect(judge(text, header).genuine).toBe(false)
  })
  test('says when a delivery is from the future: somebody has our secret, or a clock is wrong', () => {
    expect(judge(body, sign(body, seconds + 3600))).toMatchObject({ genuine: false, isFuture: true })
  })
  test('without a secret nothing is genuine', () => {
    expect(judge(body, sign(body, seconds, ''), []).genuine).toBe(false)
  })
})
