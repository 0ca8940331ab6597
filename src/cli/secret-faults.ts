// Which secrets of a production are no secrets: placeholders, patterns, what is tried first, what is too short for a server that
// others reach as well. Pure. Each line names the setting and the fix, never the value. MASTER_KEY_ALSO is left out: there the key
// stands that is being replaced, whatever it is.
import { isPattern } from '../accounts/password-rules.ts'
import type { Config } from '../config.ts'
import { databaseHost, isLocal } from './plain-connections.ts'

const FEWEST_DIFFERENT = 8
/** Of a password that is asked for over a network, by a server that does not count the guesses. */
const FEWEST_CHARACTERS = 16
const GUESSED_FIRST = /change.?me|passw|secret|default|example|turnpike|postgres|admin/i
const MAKE = 'openssl rand -hex 24'

export function secretFaults(config: Config): string[] {
  const { metricsToken, mail, masterKey, databaseUrl, databaseOwnerUrl } = config
  const { inboundToken } = mail
  const faults: [boolean, string][] = [
    [isWeak(metricsToken), `METRICS_TOKEN: is one that can be guessed. Make one with: ${MAKE}`],
    [isWeak(inboundToken), 'MAIL_INBOUND_TOKEN: is one that can be guessed. Make one with: openssl rand -hex 32'],
    [
      isWeak(masterKey?.toString('latin1') ?? null),
      'MASTER_KEY: is one that can be guessed. Make another with: openssl rand -base64 32, and let it take over as docs/operate/master-key.md says.',
    ],
  ]
  return [
    ...faults.filter(([isFault]) => isFault).map(([, line]) => line),
    ...stripeFaults(config),
    ...databasePasswordFaults('DATABASE_URL', databaseUrl),
    ...databasePasswordFaults('DATABASE_OWNER_URL', databaseOwnerUrl),
    ...redisFaults(config),
    ...mailFaults(mail.smtpUrl),
  ]
}

function stripeFaults({ stripe: { secretKey, webhookSecrets } }: Config): string[] {
  const faults: string[] = []
  if (isWeak(secretKey?.replace(/^.*_/, '') ?? null))
    faults.push('STRIPE_SECRET_KEY: is a placeholder. The key is on the dashboard under Developers, API keys.')
  if (webhookSecrets.some((secret) => !/^whsec_\w{16,}$/.test(secret) || isGuessable(secret.slice('whsec_'.length))))
    faults.push(
      'STRIPE_WEBHOOK_SECRET: must begin with whsec_ and be whole. It is on the dashboard under Developers, Webhooks.',
    )
  return faults
}

/** `setting` names the address, of a role that is asked for its password where the server is on another machine. */
export function databasePasswordFaults(setting: string, text: string | null): string[] {
  if (text === null || isLocal(databaseHost(text))) return []
  const { searchParams, password } = new URL(text)
  if (searchParams.has('sslcert') && searchParams.has('sslkey')) return [] // a certificate says who connects
  const reason = weakness(searchParams.get('password') ?? decoded(password)) // as `pg` reads it
  if (reason === null) return []
  return [`${setting}: ${reason}. Give the role another and put it into the address: ${MAKE}`]
}

/** Where nobody else is on the network, Redis may go without; a password that is there has to be one. */
function redisFaults({ redisUrl, plainConnections }: Config): string[] {
  if (redisUrl === null) return []
  const { hostname, password, searchParams } = new URL(redisUrl)
  const given = password === '' ? (searchParams.get('password') ?? '') : decoded(password)
  if (isLocal(hostname) || (given === '' && plainConnections.includes('redis'))) return []
  const reason = weakness(given)
  return reason === null ? [] : [`REDIS_URL: ${reason}. Set another there and in the address: ${MAKE}`]
}

/** How long it is, the provider decides; a relay may ask for none. */
function mailFaults(smtpUrl: string | null): string[] {
  if (smtpUrl === null) return []
  const { hostname, password } = new URL(smtpUrl)
  if (isLocal(hostname) || password === '' || !isGuessable(decoded(password))) return []
  return ['SMTP_URL: its password is one that is tried first. Have the mail server give you another.']
}

function weakness(password: string): string | null {
  if (password === '') return 'has no password, and the server is on another machine'
  if (isGuessable(password)) return 'its password is one that is tried first'
  if (password.length < FEWEST_CHARACTERS) return `its password has fewer than ${FEWEST_CHARACTERS} characters`
  return null
}

/** One with a stray percent sign is taken as it stands. */
function decoded(password: string): string {
  try {
    return decodeURIComponent(password)
  } catch {
    return password
  }
}

function isWeak(secret: string | null): boolean {
  return secret !== null && isGuessable(secret)
}

function isGuessable(secret: string): boolean {
  return new Set(secret).size < FEWEST_DIFFERENT || GUESSED_FIRST.test(secret) || isPattern(secret.toLowerCase())
}
