// Codes of authenticator apps: RFC 6238 with SHA-1, six digits and steps of 30 seconds, which is what every app knows.
// Pure; that a code counts once is two-factor.ts's business.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const STEP = 30_000 // ms
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** 160 random bits (RFC 4226, section 4), in the base32 that apps take by hand. */
export function newTotpSecret(): string {
  return base32(randomBytes(20))
}

export function stepAt(at: Date): number {
  return Math.floor(at.getTime() / STEP)
}

/** The code of one step; RFC 4226, section 5.3. */
export function codeOf(secret: string, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', fromBase32(secret)).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 15
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

/** The step that `code` belongs to, at most one beside that of `now`; null when it is none of theirs. */
export function matchingStep(secret: string, code: string, now: Date): number | null {
  const given = Buffer.from(code)
  const steps = [0, -1, 1].map((beside) => stepAt(now) + beside)
  return steps.find((step) => given.length === 6 && timingSafeEqual(given, Buffer.from(codeOf(secret, step)))) ?? null
}

/** What a QR code tells an app. */
export function otpauthLink(secret: string, email: string, host: string): string {
  const issuer = `Turnpike (${host})`
  return `otpauth://totp/${encodeURIComponent(issuer)}:${encodeURIComponent(email)}?secret=${secret}&issuer=${encodeURIComponent(issuer)}`
}

/** RFC 4648 without padding. */
function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? []).map((five) => BASE32[Number.parseInt(five.padEnd(5, '0'), 2)]).join('')
}

function fromBase32(text: string): Buffer {
  const bits = Array.from(text)
    .map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)))
}
