import { expect, test } from 'vitest'
import { hashPassword, verifyPassword } from './password.ts'

const LONG = 'a quiet road, two lamps, '.repeat(6).slice(0, 128)

test('a hash says its cost and differs each time', async () => {
  const [one, two] = await Promise.all([hashPassword('purplechairpond'), hashPassword('purplechairpond')])
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[^$]{22}\$[^$]{43}$/)
  expect(one).not.toBe(two)
})

test.each([
  ['the same', LONG, true],
  ['changed at position 73', `${LONG.slice(0, 72)}#${LONG.slice(73)}`, false],
  ['one character longer', `${LONG}x`, false],
  ['empty', '', false],
  ['a megabyte', 'x'.repeat(1_000_000), false],
  ['a lone surrogate', `${LONG}\ud800`, false],
])('%s', async (_name, password, accepted) => {
  expect(await verifyPassword(await hashPassword(LONG), password)).toBe(accepted)
})

test('accents typed in either way are one password', async () => {
  expect(await verifyPassword(await hashPassword('un cafe\u0301 au soleil'), 'un caf\u00e9 au soleil')).toBe(true)
})

test('a hash made elsewhere with another cost is read by its own parameters', async () => {
  // From src/test.c of the reference implementation (github.com/P-H-C/phc-winner-argon2).
  const stored = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
  expect(await verifyPassword(stored, 'password')).toBe(true)
})

test('no account is false, and so is what cannot be a password', async () => {
  expect(await verifyPassword(null, '')).toBe(false)
  expect(await verifyPassword(await hashPassword(''), 'x'.repeat(5000))).toBe(false)
})

test('a broken hash is a fault, not a wrong password', async () => {
  await expect(verifyPassword('$argon2id$nonsense', 'purplechairpond')).rejects.toThrow(/PHC/)
})

test('a storm is refused instead of piling up, and the rest is served', async () => {
  const storm = await Promise.allSettled(Array.from({ length: 202 }, () => verifyPassword(null, 'x')))
  const refused = storm.filter((one) => one.status === 'rejected')
  expect(refused.length).toBe(2)
  expect(refused[0]?.reason).toMatchObject({ code: 'unavailable', retryAfter: 5 })
}, 180_000) // two hundred hashes, one after the other
