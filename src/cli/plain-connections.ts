// Which connections of a production would go over a network in clear. Pure. What stays on this machine (loopback, a socket of the
// system) may; for a network that nobody else is on, the operator says so by name in PLAIN_CONNECTIONS.
import type { Config, PlainConnection } from '../config.ts'
import { isLoopback } from '../ops/public-address.ts'

/** Of `sslmode` (postgresql.org/docs/current/libpq-ssl.html) those that make sure who answers. */
const PROVEN = new Set(['verify-ca', 'verify-full'])

/** One line for each, with the setting and the fix. Mail is not among them: STARTTLS is asked for when it is sent (`asksForTls`). */
export function plainConnectionFaults(config: Config): string[] {
  const { databaseUrl, redisUrl, mail, host, tls, plainConnections } = config
  const faults: [PlainConnection, boolean, string][] = [
    ['redis', isPlainRedis(redisUrl), 'REDIS_URL: goes over a network in clear. Begin it with rediss://'],
    ['mail', switchesTlsOff(mail.smtpUrl), 'SMTP_URL: switches TLS or its check off. Take that out of it'],
    [
      'web',
      tls === null && !isLocal(host),
      'HOST: would take requests from a network in clear. Set TLS_CERT and TLS_KEY',
    ],
  ]
  return [
    ...plainDatabaseFaults({ DATABASE_URL: databaseUrl }, config),
    ...faults.flatMap(([name, isPlain, fault]) => (isPlain ? unlessAllowed(plainConnections, name, fault) : [])),
  ]
}

/** Of addresses of the database by the settings they stand in: a line for each that goes over a network in clear. */
export function plainDatabaseFaults(
  addresses: Record<string, string | null>,
  { plainConnections }: Pick<Config, 'plainConnections'>,
): string[] {
  return Object.entries(addresses).flatMap(([setting, address]) => {
    const fault = `${setting}: goes over a network in clear. Add ?sslmode=verify-full`
    return isPlainDatabase(address) ? unlessAllowed(plainConnections, 'database', fault) : []
  })
}

function unlessAllowed(allowed: readonly PlainConnection[], name: PlainConnection, fault: string): string[] {
  if (allowed.includes(name)) return []
  return [`${fault}, or where nobody else is on that network add ${name} to PLAIN_CONNECTIONS.`]
}

/** As `pg` reads it; a path where it is a socket. */
export function databaseHost(text: string): string {
  const { hostname, searchParams } = new URL(text)
  return searchParams.get('host') ?? decodeURIComponent(hostname)
}

function isPlainDatabase(text: string | null): boolean {
  if (text === null || isLocal(databaseHost(text))) return false
  const { searchParams } = new URL(text)
  return !PROVEN.has(searchParams.get('sslmode') ?? '') || searchParams.has('ssl')
}

function isPlainRedis(text: string | null): boolean {
  if (text === null) return false
  const { protocol, hostname } = new URL(text)
  return protocol !== 'rediss:' && !isLocal(hostname)
}

/** Nodemailer takes its options from the address as well, and they would outdo ours. */
function switchesTlsOff(text: string | null): boolean {
  if (text === null) return false
  const { hostname, searchParams } = new URL(text)
  const told = [...searchParams.keys()].some((name) => /tls|secure/i.test(name))
  return told && !isLocal(hostname)
}

/** Loopback, or a socket of the system. */
export function isLocal(host: string): boolean {
  return host === '' || host.startsWith('/') || host === '::1' || isLoopback(host)
}
