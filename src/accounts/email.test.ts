import { describe, expect, test } from 'vitest'
import { Refusal } from '../lib/refusal.ts'
import { parseEmail, readEmail } from './email.ts'

describe('writings of one account', () => {
  test.each([
    ['a@example.com', 'a@example.com', 'a@example.com'],
    ['A@Example.COM', 'A@example.com', 'a@example.com'],
    ['  a@example.com\t', 'a@example.com', 'a@example.com'],
    ['a@example.com.', 'a@example.com', 'a@example.com'],
    ['Anna.Example+vpn@mail.example.com', 'Anna.Example+vpn@mail.example.com', 'anna.example+vpn@mail.example.com'],
    ["o'neil@example.com", "o'neil@example.com", "o'neil@example.com"],
    ['a@xn--bcher-kva.example', 'a@xn--bcher-kva.example', 'a@xn--bcher-kva.example'],
    [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
  ])('%j', (text, address, key) => {
    expect(readEmail(text)).toEqual({ address, key })
  })

  test('a tag makes another address', () => {
    expect(parseEmail('a+b@example.com').key).not.toBe(parseEmail('a@example.com').key)
  })
})

describe('no address', () => {
  test.each([
    ['nothing', ''],
    ['no at sign', 'example.com'],
    ['nothing before it', '@example.com'],
    ['nothing after it', 'a@'],
    ['two at signs', 'a@b@example.com'],
    ['a Cyrillic look-alike', '\u0430@example.com'],
    ['a look-alike domain', 'a@ex\u0430mple.com'],
    ['a full-width letter', '\uff41@example.com'],
    ['a Kelvin sign, which lower case turns into k', '\u212a@example.com'],
    ['a zero-width space inside', 'a\u200b@example.com'],
    ['a space inside', 'a b@example.com'],
    ['a second line', 'a@example.com\r\nBcc: b@example.com'],
    ['two addresses', 'a@example.com,b@example.com'],
    ['a display name', 'A <a@example.com>'],
    ['a quoted half', '"a b"@example.com'],
    ['a dot first', '.a@example.com'],
    ['two dots', 'a..b@example.com'],
    ['two dots at the end', 'a@example.com..'],
    ['one label', 'a@localhost'],
    ['an address literal', 'a@[127.0.0.1]'],
    ['a number for a domain', 'a@127.0.0.1'],
    ['a hyphen at the edge of a label', 'a@-example.com'],
    ['NUL', 'a\u0000@example.com'],
    ['a first half of 65', `${'a'.repeat(65)}@example.com`],
    ['255 characters', `a@${'b.'.repeat(125)}com`],
    ['a megabyte', 'a'.repeat(1_000_000)],
  ])('%s', (_name, text) => {
    expect(readEmail(text)).toBeNull()
    expect(() => parseEmail(text)).toThrow(Refusal)
  })
})
