// Whether a release archive is as it was made: its checksum file is signed (Ed25519, RFC 8032), and the sum in it is the archive's.
// Invariant: nothing of the archive is unpacked or run before. scripts/release makes the three files.
import { createHash, createPublicKey, verify } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'

/** `publicKey` is PEM. Resolves with the sum; throws an Error that says what is wrong. */
export async function verifyRelease(archive: string, publicKey: string): Promise<string> {
  const sumsFile = `${archive.replace(/\.tar\.gz$/, '')}.sha256`
  const [sums, signature] = await Promise.all([readBeside(sumsFile), readBeside(`${sumsFile}.sig`)])
  if (!verify(null, sums, keyOf(publicKey), signature))
    throw new Error(`${basename(sumsFile)} was not signed with this key, or was changed since. Do not install it.`)
  const promised = sumOf(sums.toString('utf8'), basename(archive))
  if (promised === null) throw new Error(`${basename(sumsFile)} does not name ${basename(archive)}. Do not rename it.`)
  const hash = createHash('sha256')
  await pipeline(createReadStream(archive), hash)
  if (hash.digest('hex') !== promised)
    throw new Error(`${basename(archive)} is not the file that was released: its checksum differs. Do not install it.`)
  return promised
}

async function readBeside(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch {
    throw new Error(`${path} cannot be read. It belongs beside the archive.`)
  }
}

function keyOf(publicKey: string) {
  try {
    const key = createPublicKey(publicKey)
    if (key.asymmetricKeyType === 'ed25519') return key
  } catch {
    // falls through: what is no key at all and a key of another kind are the same fault
  }
  throw new Error('The key is no public key for Ed25519 in PEM.')
}

/** Of lines as `sha256sum` writes them. */
function sumOf(sums: string, name: string): string | null {
  for (const line of sums.split('\n')) {
    const [, sum = '', file] = /^([0-9a-f]{64}) {2}([\w.-]+)$/.exec(line) ?? []
    if (file === name) return sum
  }
  return null
}
