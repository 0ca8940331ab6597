// Secrets at rest: AES-256-GCM under the master key, which lives outside the database. The ciphertext names its key, and the
// row it belongs to is authenticated with it (AAD), so a value copied into another row does not open.
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'

export interface Seal {
  /** `row` names where the value stands, such as `devices:dev_x:preshared_key`. */
  close(plain: string, row: string): string
  /** Throws when the value was changed, moved to another row, or sealed under another key. */
  open(sealed: string, row: string): string
  /** A key for one other purpose, derived from the master key; 32 bytes. */
  derive(purpose: string): Buffer
}

/** `masterKey` is 32 bytes. */
export function createSeal(masterKey: Buffer): Seal {
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', masterKey, '', `turnpike ${purpose}`, 32))
  const key = derive('seal')
  const keyId = createHash('sha256').update(key).digest('hex').slice(0, 8)
  return {
    derive,
    close(plain, row) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(row))
      const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return ['v1', keyId, Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url')].join('.')
    },
    open(sealed, row) {
      const [version, id, body] = sealed.split('.')
      if (version !== 'v1' || id !== keyId || !body) {
        throw new Error(
          `A sealed value in ${row} was written under another MASTER_KEY. Start with the key it was written with.`,
        )
      }
      const bytes = Buffer.from(body, 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAAD(Buffer.from(row))
      decipher.setAuthTag(bytes.subarray(12, 28))
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
    },
  }
}
