// The key that releases are signed with: Ed25519, made once, kept by who makes releases and by nobody else.
import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'

/** Writes the private key to `file`, for its owner alone, and the public one to `file.pub`. Throws where one of them is there. */
export function makeKey(file: string): void {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' })
  writeFileSync(`${file}.pub`, publicKey.export({ type: 'spki', format: 'pem' }), { mode: 0o644, flag: 'wx' })
}
