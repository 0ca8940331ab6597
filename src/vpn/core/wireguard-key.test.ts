import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { parsePublicKey } from './wireguard-key.ts'

const fromHex = (hex: string) => Buffer.from(hex, 'hex').toString('base64')

describe('keys that are refused', () => {
  test.each([
    ['empty', ''],
    ['31 bytes', Buffer.alloc(31, 7).toString('base64')],
    ['33 bytes', Buffer.alloc(33, 7).toString('base64')],
    ['hex', '07'.repeat(32)],
    ['base64url', `${'_-'.repeat(21)}A=`],
    ['no padding', Buffer.alloc(32, 7).toString('base64').slice(0, 43)],
    ['spare bits set', `${'B'.repeat(42)}B=`],
    ['a second line', `${Buffer.alloc(32, 7).toString('base64')}\nPostUp = id`],
    ['zero', fromHex('00'.repeat(32))],
    ['one', fromHex(`01${'00'.repeat(31)}`)],
    ['order eight', fromHex('e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800')],
    ['the other of order eight', fromHex('5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157')],
    ['p - 1', fromHex(`ec${'ff'.repeat(30)}7f`)],
    ['p', fromHex(`ed${'ff'.repeat(30)}7f`)],
    ['p + 1', fromHex(`ee${'ff'.repeat(30)}7f`)],
    ['all ones', fromHex('ff'.repeat(32))],
    ['a key with the unused bit set', fromHex(`${'09'.repeat(31)}89`)],
  ])('%s', (_, key) => expect(parsePublicKey(key)).toBeNull())
})

test('keys that programs make are taken as they are', () => {
  for (let n = 0; n < 200; n++) {
    const der = generateKeyPairSync('x25519').publicKey.export({ type: 'spki', format: 'der' })
    const key = der.subarray(-32).toString('base64')
    expect(parsePublicKey(` ${key}\n`)).toBe(key)
  }
})
