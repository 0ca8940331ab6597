// An X25519 key pair as WireGuard writes it (base64 of 32 bytes), by the browser's own cryptography.

export interface KeyPair {
  privateKey: string
  publicKey: string
}

/** Throws an Error whose message is for the customer where the browser cannot do it. */
export async function makeKeyPair(): Promise<KeyPair> {
  const subtle = globalThis.crypto.subtle as SubtleCrypto | undefined // absent on pages without TLS, which the types do not say
  if (!subtle) throw new Error('Keys can be made here only over a secure connection (https). Choose another way below.')
  const pair = await subtle.generateKey('X25519', true, ['deriveBits']).catch(() => null)
  if (!pair || !('privateKey' in pair)) {
    throw new Error('This browser is too old to make such keys. Update it, or choose another way below.')
  }
  // RFC 8410: the 32 bytes of the key stand last in PKCS #8. RFC 7748, 5: clamping changes nothing for the public half,
  // but `wg` shows keys clamped.
  const key = new Uint8Array(await subtle.exportKey('pkcs8', pair.privateKey)).slice(-32)
  key[0] = (key[0] ?? 0) & 248
  key[31] = ((key[31] ?? 0) & 127) | 64
  const publicKey = new Uint8Array(await subtle.exportKey('raw', pair.publicKey))
  return { privateKey: base64(key), publicKey: base64(publicKey) }
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}
