// What is sealed opens under its key, in its row, and unchanged; and not else.
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createSeal } from './seal.ts'

const key = randomBytes(32)
const seal = createSeal(key)
const ROW = 'devices:dev_x:preshared_key'
const sealed = seal.close('secret', ROW)

test('it opens in its row, and no two are alike', () => {
  expect(seal.open(sealed, ROW)).toBe('secret')
  expect(seal.close('secret', ROW)).not.toBe(sealed)
  expect(sealed).not.toContain(Buffer.from('secret').toString('base64url'))
})

test('it does not open in another row, under another key, or without a byte of it', () => {
  expect(() => seal.open(sealed, 'devices:dev_y:preshared_key')).toThrow('authenticate')
  expect(() => createSeal(randomBytes(32)).open(sealed, ROW)).toThrow('another MASTER_KEY')
  const [version, id, body = ''] = sealed.split('.')
  const bytes = Buffer.from(body, 'base64url')
  for (const at of bytes.keys()) {
    const changed = Buffer.from(bytes)
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at)
    expect(() => seal.open([version, id, changed.toString('base64url')].join('.'), ROW), String(at)).toThrow(
      'authenticate',
    )
  }
})

test('one cut short does not open, however little is left to check it by', () => {
  for (const plain of ['', 'secret']) {
    const [version, id, body = ''] = seal.close(plain, ROW).split('.')
    const bytes = Buffer.from(body, 'base64url')
    for (let length = 1; length < bytes.length; length += 1) {
      const cut = [version, id, bytes.subarray(0, length).toString('base64url')].join('.')
      expect(() => seal.open(cut, ROW), `${plain} ${length}`).toThrow('authenticate')
    }
  }
})

test('under the name of another key that is here it does not open', () => {
  const both = createSeal(randomBytes(32), [key])
  const renamed = both.prefix + sealed.split('.')[2]
  expect(() => both.open(renamed, ROW)).toThrow('authenticate')
})

test('a key that is accepted beside the one in use opens, and seals nothing', () => {
  const next = createSeal(randomBytes(32), [key])
  expect(next.open(sealed, ROW)).toBe('secret')
  expect(() => seal.open(next.close('secret', ROW), ROW)).toThrow('another MASTER_KEY')
})

test('each purpose has a key of its own', () => {
  const [csrf, device, again] = ['csrf', 'known-device', 'csrf'].map((purpose) =>
    seal.derive(purpose)[0].toString('hex'),
  )
  expect(csrf).not.toBe(device)
  expect(csrf).toBe(again)
})
