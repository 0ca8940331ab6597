// Which public keys a device may have. A key that no key pair gives would be a peer that anyone or nobody can use.
// Invariant: one key has one spelling, so that "the same key" is a comparison of strings.

/** 32 bytes: 43 characters of which the last carries two zero bits, and one sign of padding. */
const CANONICAL = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/

/** Points of small order, little-endian hex: whoever has such a peer shares a secret that is always zero (cr.yp.to/ecdh.html#validate). */
const LOW_ORDER = new Set([
  '00'.repeat(32),
  `01${'00'.repeat(31)}`,
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  `ec${'ff'.repeat(30)}7f`, // p - 1; p and p + 1 are not reduced and fall to the rule below
])

/** The key itself when it may be used, else null: wrong length, other spelling, above the field's prime, or of low order. */
export function parsePublicKey(text: string): string | null {
  const key = text.trim()
  if (!CANONICAL.test(key)) return null
  const bytes = Uint8Array.from(atob(key), (character) => character.charCodeAt(0))
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return isReduced(bytes) && !LOW_ORDER.has(hex) ? key : null
}

/** Below 2^255 - 19. X25519 would read others as well, but no program gives them out: they are second spellings. */
function isReduced(bytes: Uint8Array): boolean {
  const top = bytes[31] ?? 255
  if (top !== 0x7f) return top < 0x7f
  return bytes.subarray(1, 31).some((byte) => byte !== 0xff) || (bytes[0] ?? 255) < 0xed
}
