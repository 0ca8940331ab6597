// Secrets at rest: AES-256-GCM under the master key, which lives outside the database. The ciphertext names its key, and the
// row it belongs to is authenticated with it (AAD), so a value copied into another row does not open.
// Other keys may stand beside the master key while it is being changed: what they sealed opens, nothing new is sealed with them.
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'

/** The key in use first, then the others that are still accepted. */
export type KeyRing = readonly [Buffer, ...Buffer[]]

export interface Seal {
  /** `row` names where the value stands, such as `devices:dev_x:preshared_key`. */
  close(plain: string, row: string): string
  /** Throws when the value was changed, moved to another row, or sealed under a key that is not here. */
  open(sealed: string, row: string): string
  /** Everything sealed with the master key in use begins so, and nothing else does. */
  prefix: string
  /** Keys for one other purpose, derived from the master key and the others; 32 bytes each. */
  derive(purpose: string): KeyRing
}

const VERSION = 'v1'

/** Keys are 32 bytes each. */
export function createSeal(masterKey: Buffer, others: readonly Buffer[] = []): Seal {
  const derive = (purpose: string): KeyRing => [
    derived(masterKey, purpose),
    ...others.map((key) => derived(key, purpose)),
  ]
  const ring = derive('seal')
  const keys = new Map(ring.map((key) => [idOf(key), key]))
  const [current] = ring
  const prefix = `${VERSION}.${idOf(current)}.`
  return {
    derive,
    prefix,
    close(plain, row) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', current, nonce).setAAD(Buffer.from(row))
      const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return prefix + Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url')
    },
    open(sealed, row) {
      const [version, id = '', body] = sealed.split('.')
      const key = keys.get(id)
      if (version !== VERSION || !key || !body) {
        throw new Error(
          `A sealed value in ${row} was written under another MASTER_KEY. Start with the key it was written with, or name that key in MASTER_KEY_ALSO.`,
        )
      }
      const bytes = Buffer.from(body, 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAAD(Buffer.from(row))
      decipher.setAuthTag(bytes.subarray(12, 28))
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
    },
  }
}

function derived(key: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', `turnpike ${purpose}`, 32))
}

function idOf(key: Buffer): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8)
}
