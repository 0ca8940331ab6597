// Mails as they come from anybody: read in bounded time, never run, never believed.
import { describe, expect, test } from 'vitest'
import { headOf, readMail, senderIn } from './read-mail.ts'

const read = (...lines: string[]) => readMail(Buffer.from(lines.join('\r\n'), 'latin1'))

test('a plain answer', async () => {
  const mail = await read(
    'From: =?utf-8?Q?Ana_=C3=84?= <Ana@example.com>',
    'To: "Help" <help+x@example.com>',
    'Cc: b@example.com',
    'Message-ID: <1@example.com>',
    'Subject: =?utf-8?Q?A_=E2=80=93_B?=',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'It works =E2=82=AC.',
  )
  expect(mail).toEqual({
    from: 'Ana@example.com',
    recipients: ['"Help" <help+x@example.com>', 'b@example.com'],
    messageId: '<1@example.com>',
    subject: 'A – B',
    isAutomatic: false,
    text: 'It works €.\n',
    attachments: 0,
  })
})

test.each([
  ['From: ana@example.com', 'ana@example.com'],
  ['Subject: x\r\nfrom: "Ana, \r\n A." <ana@example.com>\r\nTo: b@example.com', 'ana@example.com'],
  ['From: a@example.com, b@example.com', null],
  ['From: a@example.com\r\nFrom: b@example.com', null],
  ['X-From: a@example.com', null],
  [`From: ${'a'.repeat(1e5)}@example.com`, null],
])('who a head says wrote it: %.60s', (head, sender) => expect(senderIn(head)).toBe(sender))

test('of two parts the plain one; HTML alone is turned into text; attachments are counted', async () => {
  const part = (type: string, body: string, more = '') => `--b\r\nContent-Type: ${type}${more}\r\n\r\n${body}`
  const both = await read(
    'Content-Type: multipart/alternative; boundary=b',
    '',
    part('text/plain', 'plain'),
    part('text/html', '<b>html</b>'),
    '--b--',
  )
  expect(both?.text.trim()).toBe('plain')
  const html = await read(
    'Content-Type: text/html',
    '',
    '<style>p{}</style><p>Hello <b>you</b> &amp; me</p><script>alert(1)</script>',
  )
  expect(html?.text).toContain('Hello you & me')
  expect(html?.text).not.toContain('<')
  const file = '\r\nContent-Disposition: attachment; filename=../../x.exe'
  const mixed = await read(
    'Content-Type: multipart/mixed; boundary=b',
    '',
    part('text/plain', 'look'),
    part('image/png', 'x', file),
    part('message/rfc822', 'Subject: inner\r\n\r\ninner words'),
    '--b--',
  )
  expect(mixed?.attachments).toBe(2)
  expect(mixed?.text.trim()).toBe('look')
})

test('several senders are none', async () => {
  expect((await read('From: a@example.com, b@example.com', '', 'x'))?.from).toBeNull()
  expect((await read('From: a@example.com', 'From: b@example.com', '', 'x'))?.from).toBeNull()
  expect((await read('', 'x'))?.from).toBeNull()
})

test.each(['no-such-set', 'utf-7', '', '"', 'iso-2022-jp', 'x'.repeat(10_000)])(
  'charset %j is read somehow',
  async (charset) => {
    const mail = await read(`Content-Type: text/plain; charset=${charset}`, '', 'words \xff\xfe')
    expect(mail?.text).toContain('words')
  },
)

test('a header cannot be smuggled in by another', async () => {
  const mail = await read(
    'From: a@example.com',
    'Subject: =?utf-8?Q?x=0D=0AFrom:_b@example.com?=',
    '',
    'From: c@example.com',
  )
  expect(mail?.from).toBe('a@example.com')
})

test('nested deeper, or with more of headers, than anybody writes: not read', async () => {
  const nested = Array.from(
    { length: 400 },
    (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}`,
  )
  expect(await read(...nested, 'Content-Type: text/plain', '', 'x')).toBeNull()
  expect(await read(`X: ${'x'.repeat(200_000)}`, '', 'x')).toBeNull()
})

describe('a megabyte ends', () => {
  const MEGABYTE = 1_000_000
  const fill = (text: string) => text.repeat(Math.floor(MEGABYTE / text.length))
  test.each([
    ['recipients', [`To: ${'a@example.com, '.repeat(1000)}b@example.com`, '', 'x']],
    ['recipients without end', [`To: ${'<a@'.repeat(40_000)}`, '', 'x']],
    ['names in pieces', [`From: ${'=?utf-8?Q?x?= '.repeat(9000)}<a@example.com>`, '', 'x']],
    ['quotes and brackets', [`From: ${'"('.repeat(60_000)}`, '', 'x']],
    ['blanks in a header', [`From: a${' '.repeat(120_000)}b`, '', 'x']],
    ['open tags', ['Content-Type: text/html', '', fill('<a href=')]],
    ['open comments', ['Content-Type: text/html', '', fill('<!--')]],
    ['list items', ['Content-Type: text/html', '', `<li>${fill(' \n')}`]],
    ['blank lines of HTML', ['Content-Type: text/html', '', fill('<br> \n\t')]],
    ['entities', ['Content-Type: text/html', '', fill('&')]],
    ['scripts', ['Content-Type: text/html', '', fill('<script>')]],
    ['parts', ['Content-Type: multipart/mixed; boundary=b', '', fill('--b\r\n\r\nx\r\n')]],
    ['flowed lines', ['Content-Type: text/plain; format=flowed', '', fill('x \r\n')]],
    ['broken base64', ['Content-Transfer-Encoding: base64', '', fill('=a')]],
    ['broken quoted-printable', ['Content-Transfer-Encoding: quoted-printable', '', fill('=\r\n')]],
  ])('%s', { timeout: 60_000 }, async (_name, lines) => {
    // The parser takes some microseconds for each piece of a broken part: long for a mail, and no longer for any other.
    expect(await read(...lines)).toBeDefined()
  })
})

test('the head is what stands before the first empty line', () => {
  expect(headOf(Buffer.from('To: a\r\nCc: b\r\n\r\nTo: c'))).toBe('To: a\r\nCc: b')
  expect(headOf(Buffer.from('\n\nx'))).toBe('')
  expect(headOf(Buffer.alloc(1_000_000, 120)).length).toBeLessThan(200_000)
})
