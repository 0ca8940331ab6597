// The checksum file of a release and its signature: over the file, so that one signature is for all that it names.
import { createHash, createPrivateKey, sign } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'

/** Writes `sums` as `sha256sum` does, and `sums.sig`: 64 bytes, as `openssl pkeyutl -verify -rawin` reads them. */
export async function sealRelease(sums: string, files: readonly string[], privateKey: string): Promise<void> {
  const key = createPrivateKey(privateKey)
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('the key is none for Ed25519; make one with --make-key')
  const lines = files.map(async (file) => {
    const sum = createHash('sha256').update(await readFile(file))
    return `${sum.digest('hex')}  ${basename(file)}\n`
  })
  const text = (await Promise.all(lines)).join('')
  await writeFile(sums, text)
  await writeFile(`${sums}.sig`, sign(null, Buffer.from(text), key))
}
