// Secrets at rest: AES-256-GCM under the master key, which lives outside the database. The ciphertext names its key, and the
// row it belongs to is authenticated with it (AAD), so a value copied into another row does not open.
// Other keys may stand beside the master key while it is being changed: what they sealed opens, nothing new is sealed with them.
// The name of the key is not in the AAD: under another name another key is taken, which does not open the value; and the version
// before, which goes on serving during an update, would not open what a new form of the AAD seals.
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
const [NONCE, TAG] = [12, 16] // bytes; GCM takes tags of 4 too, which can be guessed (NIST SP 800-38D, appendix C)

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
      const nonce = randomBytes(NONCE)
      const cipher = createCipheriv('aes-256-gcm', current, nonce, { authTagLength: TAG }).setAAD(Buffer.from(row))
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
      return decrypted(key, Buffer.from(body, 'base64url'), row)
    },
  }
}

function decrypted(key: Buffer, bytes: Buffer, row: string): string {
  if (bytes.length < NONCE + TAG) throw new Error(`A sealed value in ${row} was cut short: it does not authenticate.`)
  const nonce = bytes.subarray(0, NONCE)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG }).setAAD(Buffer.from(row))
  decipher.setAuthTag(bytes.subarray(NONCE, NONCE + TAG))
  return Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]).toString('utf8')
}

function derived(key: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', `turnpike ${purpose}`, 32))
}

function idOf(key: Buffer): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8)
}
