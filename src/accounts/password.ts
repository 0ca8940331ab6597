// Hashes of passwords: argon2id of node:crypto, kept as PHC strings. Cost: OWASP's minimum, m=19 MiB, t=2, p=1.
// Invariant: one hash at a time in a process. libuv has four threads, and a storm of log-ins that filled them would stop
// every file read and name look-up; this way others wait 9 ms at most. Unknown accounts cost the same work as known ones.
import { argon2, randomBytes, timingSafeEqual, type Argon2Parameters } from 'node:crypto'
import { Refusal } from '../lib/refusal.ts'
import { normalPassword } from './password-rules.ts'

const COST = { memory: 19_456, passes: 2, parallelism: 1 }
const TAG = 32
const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/
const LONGEST_QUEUE = 200 // about five seconds of work; beyond that an answer now is kinder than one that never comes

let queue: Promise<unknown> = Promise.resolve()
let waiting = 0

/** Promises a PHC string. Throws Refusal `unavailable` when too many wait. The password has passed `checkPassword`. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16)
  const tag = await inTurn(() => derive({ message: bytesOf(password), nonce, tagLength: TAG, ...COST }))
  return `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${base64(nonce)}$${base64(tag)}`
}

/** `stored` null (no such account, or none with a password) costs the same time and is false. Throws as `hashPassword`. */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  const parts = stored === null ? null : PHC.exec(stored)
  if (stored !== null && !parts) throw new Error('A stored password hash is not an argon2id PHC string.')
  const [, memory, passes, parallelism, salt, expected] = parts ?? []
  const tag = Buffer.from(expected ?? base64(Buffer.alloc(TAG)), 'base64')
  const cost = parts ? { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) } : COST
  const nonce = Buffer.from(salt ?? base64(Buffer.alloc(16)), 'base64')
  const found = await inTurn(() => derive({ message: bytesOf(password), nonce, tagLength: tag.length, ...cost }))
  return timingSafeEqual(found, tag) && parts !== null && normalPassword(password) !== null
}

function bytesOf(password: string): Buffer {
  return Buffer.from(normalPassword(password) ?? '', 'utf8')
}

function derive(parameters: Argon2Parameters): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    argon2('argon2id', parameters, (error, tag) => (error ? reject(error) : resolve(tag)))
  })
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (waiting >= LONGEST_QUEUE)
    throw new Refusal('unavailable', 'The server is very busy. Try again in a few seconds.', 5)
  waiting++
  const mine = queue.then(work).finally(() => waiting--)
  queue = mine.catch(() => undefined) // the next in line does not fail with this one; its caller hears of it
  return mine
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '')
}
