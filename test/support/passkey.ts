// A passkey in software: ES256 by node:crypto, no attestation, for clients without script. Each part of what it says can be made
// wrong on purpose. (WebAuthn level 3: authenticator data in section 6.1, client data in 5.8.1.)
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { z } from 'zod'
import { formOf, type Answer, type openClient } from './web-client.ts'

type Client = ReturnType<typeof openClient>
const PAGE = '/account/passkeys'
const PASSWORD = 'correct horse battery staple'
const Options = z.object({ challenge: z.string(), user: z.object({ id: z.string() }).optional() })

export interface Wrong {
  origin?: string
  rpId?: string
  /** Whether the device made sure who it is. */
  verified?: boolean
  counter?: number
  challenge?: string
  userHandle?: string
}

export interface SoftwarePasskey {
  id: string
  /** JSON as a browser makes it of `navigator.credentials.create`, for this challenge. */
  registration(options: string, wrong?: Wrong): string
  /** The same of `navigator.credentials.get`. The counter rises by one each time. */
  assertion(options: string, wrong?: Wrong): string
}

/** ES256, or of the kind that is named. */
export function softwarePasskey(origin: string, kind: 'ES256' | 'RS256' = 'ES256'): SoftwarePasskey {
  const { privateKey, cose } = kind === 'ES256' ? ellipticKey() : rsaKey()
  const id = randomBytes(16)
  let [count, userHandle] = [0, '']
  const authData = (flags: number, { rpId = new URL(origin).hostname, verified = true, counter = count }: Wrong) => {
    const head = Buffer.alloc(5)
    head.writeUInt8(flags | 0x01 | (verified ? 0x04 : 0))
    head.writeUInt32BE(counter, 1)
    return Buffer.concat([createHash('sha256').update(rpId).digest(), head])
  }
  const clientData = (type: string, challenge: string, wrong: Wrong) =>
    Buffer.from(JSON.stringify({ type, challenge: wrong.challenge ?? challenge, origin: wrong.origin ?? origin }))
  const answer = (response: Record<string, Buffer>, more: object = {}) =>
    JSON.stringify({
      id: id.toString('base64url'),
      rawId: id.toString('base64url'),
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        ...Object.fromEntries(Object.entries(response).map(([name, value]) => [name, value.toString('base64url')])),
        ...more,
      },
    })
  return {
    id: id.toString('base64url'),
    registration(options, wrong = {}) {
      const { challenge, user } = Options.parse(JSON.parse(options))
      userHandle = user?.id ?? ''
      const credential = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, cose])
      const attestationObject = map([
        [text('fmt'), text('none')],
        [text('attStmt'), map([])],
        [text('authData'), bytes(Buffer.concat([authData(0x40, wrong), credential]))],
      ])
      return answer({ attestationObject, clientDataJSON: clientData('webauthn.create', challenge, wrong) })
    },
    assertion(options, wrong = {}) {
      const { challenge } = Options.parse(JSON.parse(options))
      count += 1
      const clientDataJSON = clientData('webauthn.get', challenge, wrong)
      const authenticatorData = authData(0, wrong)
      const signed = Buffer.concat([authenticatorData, createHash('sha256').update(clientDataJSON).digest()])
      const signature = sign('sha256', signed, privateKey)
      return answer({ clientDataJSON, authenticatorData, signature }, { userHandle: wrong.userHandle ?? userHandle })
    },
  }
}

// The public half as RFC 9053 (elliptic curves) and RFC 8230 (RSA) have it.
const binary = (text: string | undefined) => Buffer.from(text ?? '', 'base64url')

function ellipticKey() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x, y } = publicKey.export({ format: 'jwk' })
  const parts: [number, Buffer][] = [
    [1, int(2)],
    [3, int(-7)],
    [-1, int(1)],
    [-2, bytes(binary(x))],
    [-3, bytes(binary(y))],
  ]
  return { privateKey, cose: map(parts.map(([label, value]) => [int(label), value])) }
}

function rsaKey() {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const { n, e } = publicKey.export({ format: 'jwk' })
  const parts: [number, Buffer][] = [
    [1, int(3)],
    [3, int(-257)],
    [-1, bytes(binary(n))],
    [-2, bytes(binary(e))],
  ]
  return { privateKey, cose: map(parts.map(([label, value]) => [int(label), value])) }
}

/** Adds a passkey to whoever the client is. */
export async function addPasskey(client: Client, passkey: SoftwarePasskey, wrong: Wrong = {}): Promise<Answer> {
  const form = { ...formOf((await client.get(PAGE)).text, PAGE), name: 'Phone', password: PASSWORD }
  const { text } = await client.post(`${PAGE}/options`, form)
  return client.post(PAGE, { ...form, credential: passkey.registration(text, wrong) })
}

/** The options and the form of a page that takes a passkey. */
export async function askFor(client: Client, page: '/log-in' | '/step-up', next = '') {
  const action = `${page}/passkey`
  const form = formOf((await client.get(`${page}${next}`)).text, action) ?? {}
  const { text, status } = await client.post(`${action}/options`, form)
  return { form, options: text, status, action }
}

export async function usePasskey(
  client: Client,
  passkey: SoftwarePasskey,
  { page = '/log-in', next = '', wrong = {} }: { page?: '/log-in' | '/step-up'; next?: string; wrong?: Wrong } = {},
): Promise<Answer> {
  const { form, options, action } = await askFor(client, page, next)
  return client.post(action, { ...form, credential: passkey.assertion(options, wrong) })
}

// CBOR (RFC 8949), as much of it as is needed.
function head(major: number, length: number): Buffer {
  if (length < 24) return Buffer.from([(major << 5) | length])
  return length < 256
    ? Buffer.from([(major << 5) | 24, length])
    : Buffer.from([(major << 5) | 25, length >> 8, length & 255])
}
const int = (value: number) => (value >= 0 ? head(0, value) : head(1, -1 - value))
const bytes = (value: Buffer) => Buffer.concat([head(2, value.length), value])
const text = (value: string) => Buffer.concat([head(3, value.length), Buffer.from(value)])
const map = (entries: [Buffer, Buffer][]) => Buffer.concat([head(5, entries.length), ...entries.flat()])
