// What a browser says of a passkey, checked: the only file that calls the library for it (WebAuthn level 3, sections 7.1 and 7.2).
// Invariant: origin and relying party are those of BASE_URL, whatever a request claims, and the person was verified by the
// device (PIN, finger, face), so that a passkey is two factors in one.
import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server'
import { z } from 'zod'
import type { Clock } from '../lib/clock.ts'
import type { Db } from '../db/open.ts'
import { Refusal } from '../lib/refusal.ts'
import { takeChallenge, type Asked } from './passkeys-challenge.ts'
import { findPasskey } from './passkeys-queries.ts'

const text = z.string().max(20_000)
const credential = { id: text, rawId: text, type: z.literal('public-key') }
const Registration = z.object({ ...credential, response: z.object({ clientDataJSON: text, attestationObject: text }) })
const Assertion = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: text,
    authenticatorData: text,
    signature: text,
    userHandle: text.nullable().default(null),
  }),
})
const ClientData = z.object({ challenge: z.string().max(200) })

/**
 * What new passkeys sign with: EdDSA and ES256, 128 bits of strength each (IANA's registry of COSE algorithms). Not RS256, whose keys
 * have 2,048 bits and 112 of strength (NIST SP 800-57 part 1, table 2): docs/decisions/0021-no-rsa-passkeys.md.
 */
export const ALGORITHMS = [-8, -7]

type Needs = { db: Db; clock: Clock; baseUrl: URL }

/** A new passkey. Throws Refusal `invalid`, `expired`. */
export async function checkNewPasskey(
  needs: Needs,
  asked: Asked,
  answer: string,
): Promise<{ credential: string; publicKey: Buffer; counter: bigint }> {
  const response = { ...read(answer, Registration), clientExtensionResults: {} }
  const expectedChallenge = await takeAnswered(needs, asked, response.response.clientDataJSON)
  const checked = await orRefused(() =>
    verifyRegistrationResponse({
      response,
      expectedChallenge,
      ...expectedParty(needs),
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    }),
  )
  if (!checked.verified) throw notAccepted()
  const { id, publicKey, counter } = checked.registrationInfo.credential
  return { credential: id, publicKey: Buffer.from(publicKey), counter: BigInt(counter) }
}

export interface ProvenPasskey {
  id: string
  account: string
  name: string
  /** As the passkey says; whether it rose is for `countUse` to decide. */
  counter: bigint
}

/** A passkey that is known and signed. Throws Refusal `invalid`, `expired`. */
export async function checkPasskey(needs: Needs, asked: Asked, answer: string): Promise<ProvenPasskey> {
  const { response: said, ...rest } = read(answer, Assertion)
  const { userHandle, ...signed } = said
  const expectedChallenge = await takeAnswered(needs, asked, signed.clientDataJSON)
  const known = await findPasskey(needs.db, rest.id)
  if (!known)
    throw new Refusal('invalid', 'This passkey is not known here. It may have been removed: log in another way.')
  const key = { id: known.credential, publicKey: new Uint8Array(known.publicKey), counter: 0 }
  const checked = await orRefused(() =>
    verifyAuthenticationResponse({
      response: { ...rest, response: signed, clientExtensionResults: {} },
      expectedChallenge,
      ...expectedParty(needs),
      credential: key,
      requireUserVerification: true,
    }),
  )
  const isOwn = userHandle === null || Buffer.from(userHandle, 'base64url').toString() === known.account
  if (!checked.verified || !isOwn) throw notAccepted()
  const { id, account, name } = known
  return { id, account, name, counter: BigInt(checked.authenticationInfo.newCounter) }
}

function expectedParty({ baseUrl }: Needs) {
  return { expectedOrigin: baseUrl.origin, expectedRPID: baseUrl.hostname }
}

function read<T>(answer: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(jsonOf(answer))
  if (!parsed.success) throw notAccepted()
  return parsed.data
}

/** The challenge that the browser answered: ours, for this browser, and taken with this. */
async function takeAnswered(needs: Needs, asked: Asked, clientDataJSON: string): Promise<string> {
  const { challenge } = read(Buffer.from(clientDataJSON, 'base64url').toString(), ClientData)
  await takeChallenge(needs, asked, challenge)
  return challenge
}

function jsonOf(source: string): unknown {
  try {
    return JSON.parse(source)
  } catch {
    return null
  }
}

/** The library throws for each thing that is not as it must be, and touches nothing but what it was given. */
async function orRefused<T>(check: () => Promise<T>): Promise<T> {
  try {
    return await check()
  } catch {
    throw notAccepted()
  }
}

function notAccepted(): Refusal {
  return new Refusal('invalid', 'This passkey was not accepted. Try again, or use another way to log in.')
}
