// Readers for single fields of a state document that may be hostile.
// Invariant: a value comes out only when it may stand, as it is, in a command, a configuration line or a file name.
import { X509Certificate } from 'node:crypto'
import { canonicalAddress, isNetworkAddress, networkText, parseNetwork } from './addresses.ts'
import { Problem } from './problem.ts'

export type Fields = Record<string, unknown>

function refuse(where: string, must: string): never {
  throw new Problem(`The state was refused: ${where} ${must}.`)
}

export function fields(value: unknown, where: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(where, 'must be an object')
  return Object.fromEntries(Object.entries(value))
}

/**
 * What was read of an object, when the object has nothing else: a field that is not known could change what the known ones
 * mean. The field's name is hostile as well and is not repeated.
 */
export function nothingElse<Read extends object>(from: Fields, where: string, read: Read): Read {
  const isWhole = Object.keys(from).every((name) => Object.hasOwn(read, name))
  return isWhole ? read : refuse(where, 'has a field this agent does not know')
}

export function list(value: unknown, where: string, longest: number): unknown[] {
  if (!Array.isArray(value)) refuse(where, 'must be a list')
  return value.length <= longest ? value : refuse(where, `must have at most ${longest} entries`)
}

export function matching(value: unknown, where: string, shape: RegExp, name: string): string {
  return typeof value === 'string' && shape.test(value) ? value : refuse(where, `must be ${name}`)
}

export function id(value: unknown, where: string): string {
  return matching(value, where, /^[A-Za-z0-9_-]{1,64}$/, 'an id of letters, digits, dashes and underscores')
}

export function serial(value: unknown, where: string): string {
  return matching(value, where, /^(0|[1-9]\d{0,59})$/, 'a decimal serial')
}

export function whole(value: unknown, where: string, least: number, most: number): number {
  const fits = typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most
  return fits ? value : refuse(where, `must be a whole number from ${least} to ${most}`)
}

/** Base64 of 32 bytes in its only spelling, so that keys compare as strings. */
export function key(value: unknown, where: string): string {
  const text = matching(value, where, /^[A-Za-z0-9+/]{43}=$/, 'base64 of 32 bytes')
  return Buffer.from(text, 'base64').toString('base64') === text ? text : refuse(where, 'must be canonical base64')
}

/** RFC 3339 in UTC, or null. */
export function instantOrNull(value: unknown, where: string): string | null {
  if (value === null) return null
  const shape = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/
  const text = matching(value, where, shape, 'a UTC time or null')
  return Number.isNaN(Date.parse(text)) ? refuse(where, 'must be a time that exists') : text
}

export function address(value: unknown, where: string, family: 4 | 6): string {
  const canonical = typeof value === 'string' ? canonicalAddress(value) : null
  const fits = canonical !== null && canonical.includes(':') === (family === 6)
  return fits ? canonical : refuse(where, `must be an IPv${family} address`)
}

export function addressOfAnyFamily(value: unknown, where: string): string {
  const canonical = typeof value === 'string' ? canonicalAddress(value) : null
  return canonical ?? refuse(where, 'must be an IP address')
}

/** Address with prefix length, host bits allowed. */
export function interfaceAddress(value: unknown, where: string): string {
  const network = typeof value === 'string' ? parseNetwork(value) : null
  return network === null ? refuse(where, 'must be an address with a prefix length') : networkText(network)
}

export function hostRoute(value: unknown, where: string): string {
  const network = typeof value === 'string' ? parseNetwork(value) : null
  const isHost = network !== null && network.prefix === (network.family === 4 ? 32 : 128)
  return isHost ? networkText(network) : refuse(where, 'must be a single host')
}

export function network(value: unknown, where: string, family?: 4 | 6): string {
  const parsed = typeof value === 'string' ? parseNetwork(value) : null
  const fits =
    parsed !== null && isNetworkAddress(parsed) && parsed.prefix > 0 && (family ?? parsed.family) === parsed.family
  return fits ? networkText(parsed) : refuse(where, 'must be a network with its host bits zero')
}

/** One certificate, PEM, nothing around it; a second block could smuggle in another authority. */
export function certificate(value: unknown, where: string): string {
  const text = pem(value, where, 'CERTIFICATE')
  try {
    return new X509Certificate(text).toString() === '' ? refuse(where, 'must be a certificate') : text
  } catch {
    return refuse(where, 'must be a certificate that can be read')
  }
}

/** One PEM block with this label and nothing else, ending in a newline. */
export function pem(value: unknown, where: string, label: string): string {
  const text = typeof value === 'string' && value.length < 20_000 ? `${value.trim().replaceAll('\r\n', '\n')}\n` : ''
  const shape = new RegExp(`^-----BEGIN ${label}-----\\n([A-Za-z0-9+/=]{1,76}\\n)+-----END ${label}-----\\n$`)
  return shape.test(text) ? text : refuse(where, `must be one PEM block "${label}"`)
}
